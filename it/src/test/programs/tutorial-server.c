/* The server of the SSL programming tutorial, step by step. Arguments: port, directory of certificates, newest version, connections. */
#include <arpa/inet.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void fail(void) {
  ERR_print_errors_fp(stderr);
  exit(1);
}

static int verify_callback(int ok, X509_STORE_CTX *x) {
  printf("verify depth %d: %d, error %d\n", X509_STORE_CTX_get_error_depth(x), ok, X509_STORE_CTX_get_error(x));
  return ok;
}

int main(int argc, char **argv) {
  setvbuf(stdout, NULL, _IOLBF, 0);
  /* Creating and setting up the SSL context structure */
  SSL_CTX *ctx = SSL_CTX_new(TLS_server_method());
  if (chdir(argv[2]) != 0) return 1;
  SSL_CTX_set_max_proto_version(ctx, strcmp(argv[3], "TLSv1.2") == 0 ? TLS1_2_VERSION : TLS1_3_VERSION);
  /* Setting up the certificate and key */
  if (SSL_CTX_use_certificate_file(ctx, "server.pem", SSL_FILETYPE_PEM) <= 0) fail();
  if (SSL_CTX_use_PrivateKey_file(ctx, "server.key", SSL_FILETYPE_PEM) <= 0) fail();
  if (!SSL_CTX_load_verify_locations(ctx, "ca.pem", NULL)) fail();
  SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER, verify_callback);
  SSL_CTX_set_verify_depth(ctx, 1);
  SSL_CTX_set_options(ctx, SSL_OP_ALLOW_CLIENT_RENEGOTIATION);
  SSL_CTX_set_session_id_context(ctx, (const unsigned char *)"tutorial", 8);
  /* Setting up the TCP/IP connection */
  int listener = socket(AF_INET, SOCK_STREAM, 0), on = 1;
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(atoi(argv[1])), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  if (bind(listener, (struct sockaddr *)&address, sizeof address) != 0 || listen(listener, 5) != 0) return 1;
  printf("listening\n");
  for (int i = 0; i < atoi(argv[4]); i++) {
    int sock = accept(listener, NULL, NULL);
    SSL *ssl = SSL_new(ctx);
    /* Setting up the socket BIO in the SSL structure */
    BIO *sbio = BIO_new(BIO_s_socket());
    BIO_set_fd(sbio, sock, BIO_NOCLOSE);
    SSL_set_bio(ssl, sbio, sbio);
    /* SSL handshake on the SSL server */
    if (SSL_accept(ssl) <= 0) fail();
    printf("%s, resumed %d\n", SSL_get_version(ssl), SSL_session_reused(ssl));
    X509 *peer = SSL_get1_peer_certificate(ssl);
    if (peer != NULL) {
      char name[256];
      X509_NAME_get_text_by_NID(X509_get_subject_name(peer), NID_commonName, name, sizeof name);
      printf("client %s, verify result %ld\n", name, SSL_get_verify_result(ssl));
      X509_free(peer);
    } else {
      printf("no client certificate, verify result %ld\n", SSL_get_verify_result(ssl));
    }
    /* Using BIOs for SSL data transmission */
    char line[256];
    BIO *buf_io = BIO_new(BIO_f_buffer());
    BIO *ssl_bio = BIO_new(BIO_f_ssl());
    BIO_set_ssl(ssl_bio, ssl, BIO_CLOSE);
    BIO_push(buf_io, ssl_bio);
    int n = BIO_gets(buf_io, line, sizeof line);
    if (n <= 0) fail();
    printf("heard %d bytes: %s", n, line);
    BIO_puts(buf_io, "you said: ");
    BIO_write(buf_io, line, n);
    (void)BIO_flush(buf_io);
    if (strcmp(SSL_get_version(ssl), "TLSv1.2") == 0) {
      /* SSL renegotiation initiated by the SSL server: ssl->state = SSL_ST_ACCEPT is no more, SSL_read takes the rest in */
      printf("renegotiate %d", SSL_renegotiate(ssl));
      printf(", do_handshake %d", SSL_do_handshake(ssl));
      printf(", do_handshake %d\n", SSL_do_handshake(ssl));
      BIO_puts(buf_io, "again\n");
      (void)BIO_flush(buf_io);
      n = SSL_read(ssl, line, sizeof line);
      printf("heard %d bytes, pending %d, resumed %d\n", n, SSL_renegotiate_pending(ssl), SSL_session_reused(ssl));
      /* SSL renegotiation initiated by the SSL client */
      n = SSL_read(ssl, line, sizeof line);
      printf("heard %d bytes, resumed %d\n", n, SSL_session_reused(ssl));
    }
    /* Closing an SSL connection: the client says it first */
    n = SSL_read(ssl, line, sizeof line);
    printf("then %d, error %d\n", n, SSL_get_error(ssl, n));
    n = SSL_get_error(ssl, n) == SSL_ERROR_ZERO_RETURN ? SSL_shutdown(ssl) : -1;
    printf("shutdown %d\n", n);
    ERR_clear_error();
    BIO_free_all(buf_io);
    close(sock);
  }
  SSL_CTX_free(ctx);
  return 0;
}
