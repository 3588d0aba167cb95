#!/nonexistent/interpreter
echo '1|1|unix|/nowhere|grpc|'
