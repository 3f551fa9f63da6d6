/*
 * Carries out, on the BIOs of libcrypto, the steps of the transcripts that BioTranscriptTest compares, and prints what each returned.
 *
 *     gcc -o Bio Bio.c -lcrypto
 *     Bio < transcript            what a transcript says, again
 *     Bio SEED STEPS              a new one, of random steps
 *
 * A step is a line: a word, the letter of a BIO, arguments. What follows "->" is ignored and printed anew, with what the BIO wants to be
 * retried. Lines that begin with # start again, without BIOs. In texts \n is a newline, \s a space, and {N} repeats the character before it.
 */
#include <openssl/bio.h>
#include <openssl/crypto.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX 40000

static BIO *bios[26];
static char port[16];
static unsigned long long randomness;

static BIO **slot(const char *name)
{
    if (name == NULL || *name < 'a' || *name > 'z') {
        fprintf(stderr, "no letter of a BIO: %s\n", name == NULL ? "" : name);
        exit(1);
    }
    return &bios[*name - 'a'];
}

static char *decode(const char *text)
{
    char *out = malloc(MAX + 1);
    int n = 0;

    while (text != NULL && *text != '\0') {
        char c = *text++;
        int times = 1;

        if (c == '\\')
            c = *text++ == 'n' ? '\n' : ' ';
        if (*text == '{') {
            times = atoi(text + 1);
            text = strchr(text, '}') + 1;
        }
        while (times-- > 0 && n < MAX)
            out[n++] = c;
    }
    out[n] = '\0';
    return out;
}

static void print_encoded(const char *data, int n)
{
    putchar('"');
    for (int i = 0; i < n;) {
        int times = 1;

        while (i + times < n && data[i + times] == data[i])
            times++;
        if (data[i] == '\n')
            printf("\\n");
        else if (data[i] == ' ')
            printf("\\s");
        else
            putchar(data[i]);
        if (times > 1)
            printf("{%d}", times);
        i += times;
    }
    putchar('"');
}

static void print_retry(BIO *b)
{
    if (BIO_should_retry(b))
        printf(" retry");
    if (BIO_should_read(b))
        printf(" read");
    if (BIO_should_write(b))
        printf(" write");
    if (BIO_should_io_special(b))
        printf(" special %d", BIO_get_retry_reason(b));
}

static char letter_of(BIO *b)
{
    for (int i = 0; i < 26; i++)
        if (b != NULL && bios[i] == b)
            return 'a' + i;
    return '-';
}

/* Makes one or two BIOs; 0 when the word is none that does. */
static int make(const char *word, const char *name, char *arg1, char *arg2, char *arg3)
{
    BIO **b = slot(name);

    if (!strcmp(word, "mem")) {
        *b = BIO_new(BIO_s_mem());
    } else if (!strcmp(word, "membuf")) {
        char *text = decode(arg1);
        *b = BIO_new_mem_buf(text, strlen(text));
    } else if (!strcmp(word, "pair")) {
        BIO_new_bio_pair(b, atoi(arg2), slot(arg1), atoi(arg3));
    } else if (!strcmp(word, "buffer")) {
        *b = BIO_new(BIO_f_buffer());
        BIO_set_read_buffer_size(*b, atoi(arg1));
        BIO_set_write_buffer_size(*b, atoi(arg2));
    } else if (!strcmp(word, "null")) {
        *b = BIO_new(BIO_s_null());
    } else if (!strcmp(word, "nullf")) {
        *b = BIO_new(BIO_f_null());
    } else if (!strcmp(word, "accept")) {
        *b = BIO_new_accept(arg1);
    } else if (!strcmp(word, "connect")) {
        *b = BIO_new_connect("127.0.0.1");
        BIO_set_conn_port(*b, arg1 == NULL ? port : arg1);
    } else {
        return 0;
    }
    printf("-> made\n");
    return 1;
}

static void transfer(const char *word, BIO *b, const char *arg)
{
    static char data[MAX + 1];
    int n;

    if (!strcmp(word, "read") || !strcmp(word, "gets")) {
        memset(data, '#', sizeof(data));
        n = *word == 'r' ? BIO_read(b, data, atoi(arg)) : BIO_gets(b, data, atoi(arg));
        printf("-> %d ", n);
        print_encoded(data, n > 0 ? n : 0);
    } else {
        char *text = decode(arg);
        n = *word == 'w' ? BIO_write(b, text, strlen(text)) : BIO_puts(b, text);
        printf("-> %d", n);
        free(text);
    }
    print_retry(b);
    putchar('\n');
}

static long control(const char *word, BIO *b, const char *arg)
{
    int n = arg == NULL ? 0 : atoi(arg);
    long result = 0;

    if (!strcmp(word, "eof"))
        return BIO_eof(b) != 0;
    if (!strcmp(word, "pending"))
        return BIO_ctrl_pending(b);
    if (!strcmp(word, "wpending"))
        return BIO_ctrl_wpending(b);
    if (!strcmp(word, "flush"))
        return BIO_flush(b);
    if (!strcmp(word, "reset"))
        return BIO_reset(b);
    if (!strcmp(word, "getclose"))
        return BIO_ctrl(b, BIO_CTRL_GET_CLOSE, 0, NULL);
    if (!strcmp(word, "setclose"))
        return (void)BIO_set_close(b, n), 0;
    if (!strcmp(word, "eofreturn"))
        return BIO_set_mem_eof_return(b, n);
    if (!strcmp(word, "guarantee"))
        return BIO_ctrl_get_write_guarantee(b);
    if (!strcmp(word, "request"))
        return BIO_ctrl_get_read_request(b);
    if (!strcmp(word, "resetrequest"))
        return BIO_ctrl_reset_read_request(b);
    if (!strcmp(word, "shutwr"))
        return BIO_shutdown_wr(b);
    if (!strcmp(word, "destroy"))
        return BIO_destroy_bio_pair(b);
    if (!strcmp(word, "size"))
        return BIO_get_write_buf_size(b, 0);
    if (!strcmp(word, "lines"))
        return BIO_get_buffer_num_lines(b);
    if (!strcmp(word, "readdata")) {
        char *text = decode(arg);
        result = BIO_set_buffer_read_data(b, text, strlen(text));
        free(text);
        return result;
    }
    if (!strcmp(word, "nbio"))
        return BIO_set_nbio(b, n);
    if (!strcmp(word, "nbioaccept"))
        return BIO_set_nbio_accept(b, n);
    if (!strcmp(word, "do")) {
        result = BIO_do_handshake(b);
        if (result == 1 && BIO_method_type(b) == BIO_TYPE_ACCEPT && BIO_get_accept_port(b) != NULL)
            snprintf(port, sizeof(port), "%s", BIO_get_accept_port(b));
        return result;
    }
    /* Connecting without blocking, however often that takes. What is to be retried is still set afterwards, which is no example. */
    if (!strcmp(word, "doall")) {
        do
            result = BIO_do_handshake(b);
        while (result <= 0 && BIO_should_retry(b));
        BIO_clear_retry_flags(b);
        return result;
    }
    if (!strcmp(word, "number"))
        return (long)(BIO_number_read(b) * 100000 + BIO_number_written(b));
    fprintf(stderr, "no step: %s\n", word);
    exit(1);
}

static void step(char *line)
{
    char *word = strtok(line, " ");
    char *name = strtok(NULL, " ");
    char *arg1 = strtok(NULL, " ");
    char *arg2 = strtok(NULL, " ");
    char *arg3 = strtok(NULL, " ");
    BIO **b = slot(name);

    if (make(word, name, arg1, arg2, arg3))
        return;
    if (!strcmp(word, "push")) {
        printf("-> %c", letter_of(BIO_push(*b, *slot(arg1))));
    } else if (!strcmp(word, "pop")) {
        BIO *rest = BIO_pop(*b);

        if (arg1 != NULL)
            *slot(arg1) = rest;
        printf("-> %c", letter_of(rest));
    } else if (!strcmp(word, "next")) {
        printf("-> %c", letter_of(BIO_next(*b)));
    } else if (!strcmp(word, "find")) {
        printf("-> %c", letter_of(BIO_find_type(*b, strtol(arg1, NULL, 16))));
    } else if (!strcmp(word, "waits")) {
        printf("-> %c", letter_of(BIO_get_retry_BIO(*b, NULL)));
    } else if (!strcmp(word, "type")) {
        printf("-> %x %s", BIO_method_type(*b), BIO_method_name(*b));
    } else if (!strcmp(word, "free")) {
        printf("-> %d\n", BIO_free(*b));
        *b = NULL;
        return;
    } else if (!strcmp(word, "read") || !strcmp(word, "write") || !strcmp(word, "gets") || !strcmp(word, "puts")) {
        transfer(word, *b, arg1);
        return;
    } else {
        printf("-> %ld", control(word, *b, arg1));
    }
    print_retry(*b);
    putchar('\n');
}

static void line_of(char *line)
{
    char *end = strstr(line, " ->");

    if (end != NULL)
        *end = '\0';
    line[strcspn(line, "\n")] = '\0';
    printf(*line == '#' || *line == '\0' ? "%s\n" : "%s ", line);
    if (*line == '#')
        memset(bios, 0, sizeof(bios));
    else if (*line != '\0')
        step(line);
}

static int random_below(int n)
{
    randomness = randomness * 6364136223846793005ULL + 1442695040888963407ULL;
    return (int)((randomness >> 33) % n);
}

static void random_text(char *to)
{
    static const char *const pieces[] = { "a", "b{3}", "c{9}", "d{70}", "e{1500}", "f{4096}", "g{9000}", "\\n", "\\s" };

    *to = '\0';
    for (int n = 1 + random_below(4); n > 0; n--)
        strcat(to, pieces[random_below(9)]);
}

static void random_step(void)
{
    static const char *const controls[] = { "eof", "pending", "wpending", "flush", "reset", "number" };
    static const char *const of_pairs[] = { "guarantee", "request", "resetrequest", "pending", "wpending", "eof" };
    static const int sizes[] = { 0, 1, 2, 5, 20, 100, 2000, 4096, 4097, 9000 };
    char line[200];
    char text[100];
    char any = "mpqbdn"[random_below(6)];
    int size = sizes[random_below(10)];

    random_text(text);
    switch (random_below(12)) {
    case 0:
    case 1:
    case 2:
        snprintf(line, sizeof(line), "write %c %s", any, text);
        break;
    case 3:
        snprintf(line, sizeof(line), "puts %c %s", "mpqbd"[random_below(5)], text);
        break;
    case 4:
    case 5:
    case 6:
        snprintf(line, sizeof(line), "read %c %d", any, size);
        break;
    case 7:
        snprintf(line, sizeof(line), "gets %c %d", "mpqbd"[random_below(5)], size + 1);
        break;
    case 8:
    case 9:
        snprintf(line, sizeof(line), "%s %c", controls[random_below(6)], any);
        break;
    case 10:
        snprintf(line, sizeof(line), "%s %c", of_pairs[random_below(6)], "pq"[random_below(2)]);
        break;
    default:
        if (random_below(3) != 0)
            snprintf(line, sizeof(line), "lines %c", "bd"[random_below(2)]);
        else
            snprintf(line, sizeof(line), "eofreturn m %d", random_below(2) - 1);
    }
    line_of(line);
}

int main(int argc, char **argv)
{
    static char line[4 * MAX];

    if (argc == 3) {
        static const char *const first[] = { "mem m", "pair p q 700 5000", "buffer b 0 0", "push b m", "buffer d 5000 6000", "push d p",
            "nullf n", "push n q" };

        randomness = strtoull(argv[1], NULL, 10);
        printf("# Random steps, seed %s\n", argv[1]);
        for (int i = 0; i < 8; i++) {
            strcpy(line, first[i]);
            line_of(line);
        }
        for (int n = atoi(argv[2]); n > 0; n--)
            random_step();
        return 0;
    }
    while (fgets(line, sizeof(line), stdin) != NULL)
        line_of(line);
    return 0;
}
