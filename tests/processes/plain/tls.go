package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"log"
	"math/big"
	"net"
	"os"
	"strings"
	"time"
)

// wrapped does what -tls says with the connection and the sixth field of the handshake:
//
//	none       nothing
//	good       what go-plugin does, on P-521
//	tls1.2     the same with nothing newer
//	impostor   shows one certificate and is another
//	plaintext  shows a certificate and speaks no TLS
//	expired    a certificate of last year
//	stranger   lets in somebody else than the host; also as stranger1.2
//	garbage    something long that is no certificate
func wrapped(listener net.Listener) (net.Listener, string) {
	if *secure == "none" {
		return listener, ""
	}
	from := time.Now().Add(-time.Minute)
	if *secure == "expired" {
		from = from.AddDate(-1, 0, 0)
	}
	shown, used := certificate(from), certificate(from)
	field := base64.RawStdEncoding.EncodeToString(shown.Certificate[0])
	switch *secure {
	case "plaintext":
		return listener, field
	case "garbage":
		return listener, strings.Repeat("certificate", 20)
	case "impostor":
	default:
		used = shown
	}
	pool := x509.NewCertPool()
	if !strings.HasPrefix(*secure, "stranger") {
		pool.AppendCertsFromPEM([]byte(os.Getenv("PLUGIN_CLIENT_CERT")))
	}
	config := &tls.Config{
		Certificates: []tls.Certificate{used},
		ClientAuth:   tls.RequireAndVerifyClientCert,
		ClientCAs:    pool,
		MinVersion:   tls.VersionTLS12,
		NextProtos:   []string{"h2"},
	}
	if strings.HasSuffix(*secure, "1.2") {
		config.MaxVersion = tls.VersionTLS12
	}
	return tls.NewListener(listener, config), field
}

// certificate makes one that is its own authority, valid for an hour.
func certificate(from time.Time) tls.Certificate {
	key, err := ecdsa.GenerateKey(elliptic.P521(), rand.Reader)
	if err != nil {
		log.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber:          big.NewInt(time.Now().UnixNano()),
		Subject:               pkix.Name{CommonName: "localhost"},
		DNSNames:              []string{"localhost"},
		NotBefore:             from,
		NotAfter:              from.Add(time.Hour),
		IsCA:                  true,
		BasicConstraintsValid: true,
		KeyUsage:              x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
		ExtKeyUsage:           []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth, x509.ExtKeyUsageServerAuth},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		log.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
}
