/* The client of the SSL programming tutorial: three connections, the second and third with the session of the one before. The second is freed
   without SSL_shutdown. Arguments: port, directory of certificates, newest version, whether to show a certificate. */
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

int main(int argc, char **argv) {
  setvbuf(stdout, NULL, _IOLBF, 0);
  /* Creating and setting up the SSL context structure */
  SSL_CTX *ctx = SSL_CTX_new(TLS_client_method());
  if (chdir(argv[2]) != 0) return 1;
  SSL_CTX_set_max_proto_version(ctx, strcmp(argv[3], "TLSv1.2") == 0 ? TLS1_2_VERSION : TLS1_3_VERSION);
  if (strcmp(argv[4], "yes") == 0) {
    if (SSL_CTX_use_certificate_file(ctx, "client.pem", SSL_FILETYPE_PEM) <= 0) fail();
    if (SSL_CTX_use_PrivateKey_file(ctx, "client.key", SSL_FILETYPE_PEM) <= 0) fail();
  }
  if (!SSL_CTX_load_verify_locations(ctx, "ca.pem", NULL)) fail();
  SSL_CTX_set_verify_depth(ctx, 1);
  SSL_SESSION *sess = NULL;
  for (int i = 0; i < 3; i++) {
    /* Setting up the TCP/IP connection */
    int sock = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(atoi(argv[1])), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    if (connect(sock, (struct sockaddr *)&address, sizeof address) != 0) return 1;
    SSL *ssl = SSL_new(ctx);
    SSL_set_fd(ssl, sock);
    /* SSL session resumption */
    if (sess != NULL) SSL_set_session(ssl, sess);
    /* SSL handshake on the SSL client */
    int err = SSL_connect(ssl);
    if (err <= 0) fail();
    printf("connect %d: %s, resumed %d\n", err, SSL_get_version(ssl), SSL_session_reused(ssl));
    X509 *peer = SSL_get1_peer_certificate(ssl);
    if (peer != NULL) {
      if (SSL_get_verify_result(ssl) == X509_V_OK) printf("client verification with SSL_get_verify_result() succeeded.\n");
      else printf("client verification with SSL_get_verify_result() failed: %ld\n", SSL_get_verify_result(ssl));
      X509_free(peer);
    } else {
      printf("the peer certificate was not presented.\n");
    }
    /* Performing SSL data communication */
    char buf[256];
    const char *line = "hello\n";
    printf("wrote %d\n", SSL_write(ssl, line, (int)strlen(line)));
    int n = 0;
    while (n == 0 || buf[n - 1] != '\n') {
      err = SSL_read(ssl, buf + n, (int)sizeof buf - n);
      if (err <= 0) fail();
      n += err;
    }
    printf("read: %.*s", n, buf);
    if (strcmp(SSL_get_version(ssl), "TLSv1.2") == 0) {
      /* SSL renegotiation initiated by the SSL server */
      n = SSL_read(ssl, buf, sizeof buf);
      printf("read: %.*s", n, buf);
      printf("wrote %d", SSL_write(ssl, "bye\n", 4));
      printf(", resumed %d\n", SSL_session_reused(ssl));
      /* SSL renegotiation initiated by the SSL client */
      printf("renegotiate %d", SSL_renegotiate(ssl));
      printf(", do_handshake %d", SSL_do_handshake(ssl));
      printf(", resumed %d\n", SSL_session_reused(ssl));
      printf("wrote %d\n", SSL_write(ssl, "last\n", 5));
    }
    /* Saving the session */
    SSL_SESSION_free(sess);
    sess = SSL_get1_session(ssl);
    /* Closing an SSL connection: but for the second, which is freed without that */
    if (i != 1) {
      printf("shutdown %d\n", SSL_shutdown(ssl));
      printf("shutdown %d\n", SSL_shutdown(ssl));
    }
    SSL_free(ssl);
    close(sock);
    printf("resumable %d\n", SSL_SESSION_is_resumable(sess));
  }
  SSL_SESSION_free(sess);
  SSL_CTX_free(ctx);
  return 0;
}
