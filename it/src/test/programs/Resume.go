// A client and a server of Go's crypto/tls that tell of each connection whether it was resumed.
//
//	Resume client PORT CA-FILE 1.2|1.3
//	Resume server CERTIFICATE-FILE KEY-FILE 1.2|1.3
package main

import (
	"bufio"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"log"
	"net"
	"os"
	"runtime"
)

func main() {
	log.SetFlags(0)
	if len(os.Args) != 5 {
		log.Fatal("expected: client PORT CA-FILE VERSION, or server CERTIFICATE-FILE KEY-FILE VERSION")
	}
	fmt.Println(runtime.Version())
	version, ok := map[string]uint16{"1.2": tls.VersionTLS12, "1.3": tls.VersionTLS13}[os.Args[4]]
	if !ok {
		log.Fatalf("%s: expected 1.2 or 1.3", os.Args[4])
	}
	config := &tls.Config{MinVersion: version, MaxVersion: version}
	switch os.Args[1] {
	case "client":
		client(config, os.Args[2], os.Args[3])
	case "server":
		server(config, os.Args[2], os.Args[3])
	default:
		log.Fatalf("%s: expected client or server", os.Args[1])
	}
}

// Connects three times, one after the other.
func client(config *tls.Config, port, caFile string) {
	pem, err := os.ReadFile(caFile)
	check(err)
	config.RootCAs = x509.NewCertPool()
	if !config.RootCAs.AppendCertsFromPEM(pem) {
		log.Fatalf("%s: no certificate", caFile)
	}
	config.ServerName = "localhost"
	config.ClientSessionCache = tls.NewLRUClientSessionCache(0)
	for i := 0; i < 3; i++ {
		connection, err := tls.Dial("tcp", net.JoinHostPort("127.0.0.1", port), config)
		check(err)
		_, err = io.WriteString(connection, "GET / HTTP/1.0\r\n\r\n")
		check(err)
		answer, err := io.ReadAll(connection)
		check(err)
		check(connection.Close())
		fmt.Printf("%sresumed: %t\n", answer, connection.ConnectionState().DidResume)
	}
}

// Answers until it is ended.
func server(config *tls.Config, certificateFile, keyFile string) {
	pair, err := tls.LoadX509KeyPair(certificateFile, keyFile)
	check(err)
	config.Certificates = []tls.Certificate{pair}
	listener, err := tls.Listen("tcp", "127.0.0.1:0", config)
	check(err)
	fmt.Println("port", listener.Addr().(*net.TCPAddr).Port)
	for {
		connection, err := listener.Accept()
		check(err)
		if err := answer(connection.(*tls.Conn)); err != nil {
			fmt.Println("connection lost:", err)
		}
	}
}

func answer(connection *tls.Conn) error {
	defer connection.Close()
	lines := bufio.NewScanner(connection)
	for lines.Scan() && lines.Text() != "" {
	}
	if err := lines.Err(); err != nil {
		return err
	}
	_, err := fmt.Fprintf(connection, "HTTP/1.0 200 OK\r\n\r\nresumed: %t\n", connection.ConnectionState().DidResume)
	return err
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
