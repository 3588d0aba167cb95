"""A plugin in Python: grpcio alone, no go-plugin.

It shakes hands as the guide for plugin developers shows for other languages (five fields, tcp; with the argument `-unix` over a
unix socket in the folder that it is given) and answers as `../full` does,
from its request alone, with the switches of `../full/act.go` that mean something here. With AutoMTLS it shows a certificate
of its own and lets in nobody but the host that started it.
"""

import asyncio
import base64
import datetime
import os
import random
import signal
import sys

import grpc
from attempts import attempt
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from grpc_health.v1 import health, health_pb2, health_pb2_grpc
from odpf.optimus.plugins.v1beta1 import plugin_pb2 as pb
from odpf.optimus.plugins.v1beta1 import plugin_pb2_grpc as services

COOKIE = ("OP_PLUGIN_MAGIC_COOKIE", "ksxR4BqCT81whVF2dVEUpYZXwM3pazSkP4IbVc6f2Kns57ypp2c0z0GzQNMdHSUk")


class Acts:
    """What words in requests make the plugin do."""

    def __init__(self):
        self.waiting = self.cancelled = self.failed = 0
        self.release = asyncio.Event()

    async def act(self, context, word):
        """Does what a word says, if it is one that says something."""
        match word:
            case "do:exit":
                os._exit(3)
            case "do:sleep":
                await self.wait(asyncio.Event())
            case "do:linger":
                await self.wait(asyncio.sleep(0.3))
            case "do:hold":
                await self.wait(self.release)
            case "do:release":
                self.release.set()
            case "do:flood":
                for stream in (sys.stdout, sys.stderr):
                    stream.write("x" * (4 << 20))
                    stream.flush()
            case "do:plain-error":
                await context.abort(grpc.StatusCode.UNKNOWN, "plain \x1b[2Jerror")
            case "do:long-error":
                await context.abort(grpc.StatusCode.UNKNOWN, "e" * (1 << 20))
            case "do:invalid":
                await context.abort(grpc.StatusCode.INVALID_ARGUMENT, "no such table")
            case "do:unavailable":
                await self.fail(context, grpc.StatusCode.UNAVAILABLE, "the warehouse is closed")
            case "do:exhausted":
                await self.fail(context, grpc.StatusCode.RESOURCE_EXHAUSTED, "the quota is used up")
            case "do:twice-unavailable" if self.failed < 2:
                await self.fail(context, grpc.StatusCode.UNAVAILABLE, "not yet")
            case "do:echo-metadata":
                await context.abort(grpc.StatusCode.UNKNOWN, " ".join(told(context)))

    async def wait(self, event):
        self.waiting += 1
        try:
            await (event.wait() if isinstance(event, asyncio.Event) else event)
        except asyncio.CancelledError:
            self.cancelled += 1
            raise
        finally:
            self.waiting -= 1

    async def fail(self, context, code, text):
        self.failed += 1
        await context.abort(code, text)


def told(context):
    """What came with the call besides the request."""
    sent = dict(context.invocation_metadata())
    return [sent.get("traceparent", ""), str(context.time_remaining() is not None).lower()]


class Base(services.BaseServiceServicer):
    async def PluginInfo(self, request, context):
        return pb.PluginInfoResponse(
            name="full",
            description="Everything a plugin can do",
            plugin_type=pb.PLUGIN_TYPE_HOOK,
            plugin_mods=[pb.PLUGIN_MOD_CLI, pb.PLUGIN_MOD_DEPENDENCYRESOLVER],
            plugin_version="0.1.0",
            api_version=["1"],
            image="example.io/full:0.1.0",
            depends_on=["first"],
            hook_type=pb.HOOK_TYPE_POST,
            secret_path="/tmp/key.json",
        )


class Cli(services.CLIModServiceServicer):
    def __init__(self, acts):
        self.acts = acts

    def names(self, job, context):
        """The names of the questions that answer a switch, if it is one."""
        match job.split():
            case ["do:pid"]:
                return [str(os.getpid())]
            case ["do:waiting" | "do:cancelled" | "do:failed" as what]:
                return [str(getattr(self.acts, what.removeprefix("do:")))]
            case ["do:folder"]:
                return [os.environ["TMPDIR"]]
            case ["do:environment"]:
                return [f"{name}={value}" for name, value in os.environ.items()]
            case ["do:metadata"]:
                return told(context)
            case ["do:try", *words]:
                return [attempt(*words)]
            case ["do:many", count]:
                return [f"Q{number}" for number in range(int(count))]
        return None

    async def GetQuestions(self, request, context):
        await self.acts.act(context, request.job_name)
        names = self.names(request.job_name, context)
        if names is not None:
            return pb.GetQuestionsResponse(questions=[pb.PluginQuestion(name=name) for name in names])
        if request.job_name.startswith("do:help "):
            text = "h" * int(request.job_name.removeprefix("do:help "))
            return pb.GetQuestionsResponse(questions=[pb.PluginQuestion(name="HELP", help=text)])
        method = pb.PluginQuestion(
            name="METHOD",
            prompt="Load method",
            help="How rows are written",
            default="APPEND",
            multiselect=["APPEND", "REPLACE"],
        )
        asked_then = method.sub_questions.add(if_value="REPLACE")
        asked_then.questions.add(name="FILTER", prompt="Partition filter")
        job = pb.PluginQuestion(name="JOB", prompt=request.job_name, default=word(request.options.dry_run))
        return pb.GetQuestionsResponse(questions=[method, job])

    async def ValidateQuestion(self, request, context):
        question, value = request.answer.question, request.answer.value
        await self.acts.act(context, value)
        if value == "good":
            return pb.ValidateQuestionResponse(success=True)
        text = (
            f"{question.name}={value} default={question.default} choices={'|'.join(question.multiselect)} "
            f"subs={len(question.sub_questions)} dry_run={word(request.options.dry_run)}"
        )
        return pb.ValidateQuestionResponse(error=text)

    async def DefaultConfig(self, request, context):
        if any(answer.value == "absent" for answer in request.answers):
            return pb.DefaultConfigResponse()
        config = pb.Configs()
        config.configs.add(name="DRY_RUN", value=word(request.options.dry_run))
        for answer in request.answers:
            config.configs.add(name=answer.question.name, value=answer.value)
        return pb.DefaultConfigResponse(config=config)

    async def DefaultAssets(self, request, context):
        if any(answer.value == "absent" for answer in request.answers):
            return pb.DefaultAssetsResponse()
        assets = pb.Assets()
        for answer in request.answers:
            assets.assets.add(name=answer.question.name, value=answer.value)
        return pb.DefaultAssetsResponse(assets=assets)

    async def CompileAssets(self, request, context):
        """The assets, and one more that says everything else that arrived."""
        for config in request.configs.configs:
            await self.acts.act(context, config.value)
        seen = [f"config {config.name}={config.value}" for config in request.configs.configs]
        window = request.window
        seen.append(f'window {window.size.seconds} {window.offset.seconds} "{window.truncate_to}"')
        seen.append(f"schedule {moment(request.instance_schedule)}")
        seen.append(f"start {moment(request.start_time)}")
        seen.append(f"end {moment(request.end_time)}")
        for data in request.instance_data:
            seen.append(f"data {data.name}={data.value} {pb.InstanceSpecData.Type.Name(data.type)}")
        seen.append(f"dry_run {word(request.options.dry_run)}")
        assets = pb.Assets(assets=request.assets.assets)
        assets.assets.add(name="seen", value="\n".join(seen) + "\n")
        return pb.CompileAssetsResponse(assets=assets)


def word(truth):
    return str(truth).lower()


def moment(timestamp):
    """As Go writes it: a fraction has no zeros at its end."""
    at = datetime.datetime.fromtimestamp(timestamp.seconds, datetime.timezone.utc)
    fraction = f".{timestamp.nanos:09}".rstrip("0").rstrip(".")
    return at.strftime("%Y-%m-%dT%H:%M:%S") + fraction + "Z"


class Resolver(services.DependencyResolverModServiceServicer):
    def __init__(self, acts):
        self.acts = acts

    async def GenerateDestination(self, request, context):
        for config in request.config.configs:
            if config.name == "TABLE":
                destination = f"{request.project.name}:{config.value}"
                return pb.GenerateDestinationResponse(destination=destination, destination_type="bigquery")
        await context.abort(grpc.StatusCode.UNKNOWN, "missing config key required to generate destination")

    async def GenerateDependencies(self, request, context):
        for config in request.config.configs:
            await self.acts.act(context, config.value)
        dependencies = [f"dry-run://{word(request.options.dry_run)}"]
        dependencies += [f"config://{name}={value}" for name, value in request.project.config.items()]
        dependencies += [f"bigquery://{asset.name}" for asset in request.assets.assets]
        return pb.GenerateDependenciesResponse(dependencies=sorted(dependencies))


def identity():
    """A key and a certificate that is its own authority, valid for a day."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.now(datetime.timezone.utc)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(seconds=30))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return pem, certificate


def listen_on_unix(server):
    """Listens in its own folder; gives back the middle of the handshake."""
    path = os.path.join(os.environ["PLUGIN_UNIX_SOCKET_DIR"], "socket")
    server.add_insecure_port(f"unix:{path}")
    return f"unix|{path}", ""


def listen(server):
    """Listens on a port of the range that the host allows; gives back the end of the handshake."""
    low, high = int(os.environ.get("PLUGIN_MIN_PORT", 10000)), int(os.environ.get("PLUGIN_MAX_PORT", 25000))
    trusted = os.environ.get("PLUGIN_CLIENT_CERT")
    credentials, field = None, ""
    if trusted:
        key, certificate = identity()
        credentials = grpc.ssl_server_credentials(
            [(key, certificate.public_bytes(serialization.Encoding.PEM))],
            root_certificates=trusted.encode(),
            require_client_auth=True,
        )
        der = certificate.public_bytes(serialization.Encoding.DER)
        field = "|" + base64.b64encode(der).decode().rstrip("=")
    for port in random.sample(range(low, high + 1), min(50, high + 1 - low)):
        address = f"127.0.0.1:{port}"
        try:
            server.add_secure_port(address, credentials) if credentials else server.add_insecure_port(address)
            return f"tcp|{address}", field
        except RuntimeError:
            continue
    sys.exit(f"no free port from {low} to {high}")


async def main():
    if os.environ.get(COOKIE[0]) != COOKIE[1]:
        sys.exit("This is a plugin. It is started by Optimus.")
    # Otherwise a second plugin could listen on the same port, and get half of this one's calls.
    server = grpc.aio.server(options=[("grpc.so_reuseport", 0)])
    acts = Acts()
    services.add_BaseServiceServicer_to_server(Base(), server)
    services.add_CLIModServiceServicer_to_server(Cli(acts), server)
    services.add_DependencyResolverModServiceServicer_to_server(Resolver(acts), server)
    checks = health.aio.HealthServicer()
    await checks.set("plugin", health_pb2.HealthCheckResponse.SERVING)
    health_pb2_grpc.add_HealthServicer_to_server(checks, server)
    address, certificate = listen_on_unix(server) if "-unix" in sys.argv else listen(server)
    await server.start()
    print(f"1|1|{address}|grpc{certificate}", flush=True)
    ending = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, ending.set)
    await ending.wait()
    await server.stop(grace=None)


asyncio.run(main())
