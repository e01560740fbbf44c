// A Kafka broker for tests and demonstrations: librdkafka's mock cluster on loopback, driven by lines on stdin.
#define _POSIX_C_SOURCE 200809L

#include <errno.h>
#include <librdkafka/rdkafka.h>
#include <librdkafka/rdkafka_mock.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    BROKERS_MAX = 3,
    TOPICS_MAX = 64,
    PARTITIONS_MAX = 1024,
    ERRORS_MAX = 1000,
    LINE_BYTES = 1024,
    WORDS_MAX = 6,
    EXIT_USAGE = 64,
};

static const char help[] =
    "mockbroker: an in-memory Kafka cluster on 127.0.0.1, for tests and demonstrations\n"
    "\n"
    "usage: mockbroker [--brokers N] [--topic NAME:PARTITIONS]... [--linger]\n"
    "\n"
    "  --brokers N              1 to 3 brokers (default 1), with ids from 1\n"
    "  --topic NAME:PARTITIONS  create a topic; may be repeated\n"
    "  --linger                 at the end of stdin go on until a signal ends it\n"
    "  --help                   print this and exit\n"
    "\n"
    "The first line on stdout is `bootstrap=HOST:PORT[,HOST:PORT...]`. Then each line on stdin is a command,\n"
    "answered by one line: `ok` or `error REASON`.\n"
    "\n"
    "  topic NAME PARTITIONS         create a topic; an existing one keeps its partitions and is an error\n"
    "  err APIKEY CODE COUNT         answer the next COUNT requests of an API with an error code of the protocol\n"
    "                                (APIKEY: Produce 0, Fetch 1, ListOffsets 2, Metadata 3, Heartbeat 12)\n"
    "  clear APIKEY                  forget the errors not yet given\n"
    "  down ID | up ID               close a broker's connections and refuse new ones; accept them again\n"
    "  rtt ID MS                     delay each answer of a broker\n"
    "  leader TOPIC PARTITION ID     move the leader of a partition\n"
    "  quit                          exit\n"
    "\n"
    "Topics that a client asks for are created with 4 partitions. A partition keeps its newest 5 MB (as produced,\n"
    "so after compression) in at most 100,000 batches and drops what is older: produce more than that, and a\n"
    "consumer that asks for an early offset meets a real gap. Nothing survives the process. There is no TLS,\n"
    "no SASL, no transaction abort, no deletion, no look-up of offsets by time.\n";

// Strict decimal: the whole word, within bounds.
static bool readNumber(const char *word, long least, long most, long *number) {
    char *end = NULL;
    errno = 0;
    *number = strtol(word, &end, 10);
    return errno == 0 && end != word && *end == '\0' && *number >= least && *number <= most;
}

static void answer(const char *problem) {
    if (problem == NULL) {
        puts("ok");
    } else {
        printf("error %s\n", problem);
    }
    fflush(stdout);
}

static const char *outcome(rd_kafka_resp_err_t code) {
    return code == RD_KAFKA_RESP_ERR_NO_ERROR ? NULL : rd_kafka_err2str(code);
}

static const char *createTopic(rd_kafka_mock_cluster_t *cluster, const char *name, const char *count, int brokers) {
    long partitions;
    if (name[0] == '\0' || strlen(name) > 249) {
        return "a topic name has 1 to 249 bytes";
    }
    if (!readNumber(count, 1, PARTITIONS_MAX, &partitions)) {
        return "a topic has 1 to 1024 partitions";
    }
    return outcome(rd_kafka_mock_topic_create(cluster, name, (int)partitions, brokers));
}

static const char *pushErrors(rd_kafka_mock_cluster_t *cluster, const char *key, const char *code, const char *count) {
    long apiKey, errorCode, errors;
    rd_kafka_resp_err_t codes[ERRORS_MAX];
    if (!readNumber(key, 0, 100, &apiKey) || !readNumber(code, -1, 200, &errorCode)
        || !readNumber(count, 1, ERRORS_MAX, &errors)) {
        return "err APIKEY CODE COUNT wants numbers: 0 to 100, -1 to 200, 1 to 1000";
    }
    for (long index = 0; index < errors; index++) {
        codes[index] = (rd_kafka_resp_err_t)errorCode;
    }
    rd_kafka_mock_push_request_errors_array(cluster, (int16_t)apiKey, (size_t)errors, codes);
    return NULL;
}

// Obeys one command. NULL means that it was done.
static const char *obey(rd_kafka_mock_cluster_t *cluster, char **word, int words, int brokers) {
    const char *verb = word[0];
    long id, number;
    if (strcmp(verb, "topic") == 0 && words == 3) {
        return createTopic(cluster, word[1], word[2], brokers);
    }
    if (strcmp(verb, "err") == 0 && words == 4) {
        return pushErrors(cluster, word[1], word[2], word[3]);
    }
    if (strcmp(verb, "clear") == 0 && words == 2) {
        if (!readNumber(word[1], 0, 100, &number)) {
            return "no such API key";
        }
        rd_kafka_mock_clear_request_errors(cluster, (int16_t)number);
        return NULL;
    }
    if (strcmp(verb, "leader") == 0 && words == 4) {
        if (!readNumber(word[2], 0, PARTITIONS_MAX - 1, &number) || !readNumber(word[3], 1, brokers, &id)) {
            return "leader TOPIC PARTITION ID wants a partition and the id of a broker";
        }
        return outcome(rd_kafka_mock_partition_set_leader(cluster, word[1], (int32_t)number, (int32_t)id));
    }
    bool isDown = strcmp(verb, "down") == 0, isUp = strcmp(verb, "up") == 0, isRTT = strcmp(verb, "rtt") == 0;
    if (((isDown || isUp) && words == 2) || (isRTT && words == 3)) {
        if (!readNumber(word[1], 1, brokers, &id)) {
            return "no such broker";
        }
        if (isDown) {
            return outcome(rd_kafka_mock_broker_set_down(cluster, (int32_t)id));
        }
        if (isUp) {
            return outcome(rd_kafka_mock_broker_set_up(cluster, (int32_t)id));
        }
        if (!readNumber(word[2], 0, 600000, &number)) {
            return "rtt ID MS wants 0 to 600000 milliseconds";
        }
        return outcome(rd_kafka_mock_broker_set_rtt(cluster, (int32_t)id, (int)number));
    }
    return "no such command, or a wrong number of words; see --help";
}

// Reads commands until `quit` (true) or the end of stdin (false).
static bool obeyStdin(rd_kafka_mock_cluster_t *cluster, int brokers) {
    char line[LINE_BYTES];
    while (fgets(line, sizeof line, stdin) != NULL) {
        if (strchr(line, '\n') == NULL && !feof(stdin)) {
            for (int byte = getchar(); byte != EOF && byte != '\n'; byte = getchar()) {
            }
            answer("a command has at most 1022 bytes");
            continue;
        }
        char *word[WORDS_MAX];
        int words = 0;
        for (char *next = strtok(line, " \t\r\n"); next != NULL && words < WORDS_MAX; next = strtok(NULL, " \t\r\n")) {
            word[words++] = next;
        }
        if (words == 0) {
            continue;
        }
        if (words == 1 && strcmp(word[0], "quit") == 0) {
            answer(NULL);
            return true;
        }
        answer(obey(cluster, word, words, brokers));
    }
    return false;
}

static int fail(int status, const char *problem, const char *detail) {
    fprintf(stderr, "mockbroker: %s%s%s\n", problem, detail[0] == '\0' ? "" : ": ", detail);
    return status;
}

struct options {
    int brokers;
    bool linger;
    const char *topics[TOPICS_MAX];
    int topicCount;
};

// 0 to go on; otherwise the exit status plus 1.
static int readOptions(int count, char **arguments, struct options *options) {
    for (int index = 1; index < count; index++) {
        const char *argument = arguments[index];
        if (strcmp(argument, "--help") == 0) {
            fputs(help, stdout);
            return EXIT_SUCCESS + 1;
        } else if (strcmp(argument, "--linger") == 0) {
            options->linger = true;
        } else if (strcmp(argument, "--brokers") == 0 && index + 1 < count) {
            long number;
            if (!readNumber(arguments[++index], 1, BROKERS_MAX, &number)) {
                return fail(EXIT_USAGE, "--brokers wants 1 to 3", arguments[index]) + 1;
            }
            options->brokers = (int)number;
        } else if (strcmp(argument, "--topic") == 0 && index + 1 < count) {
            if (options->topicCount == TOPICS_MAX) {
                return fail(EXIT_USAGE, "at most 64 topics on the command line", "") + 1;
            }
            options->topics[options->topicCount++] = arguments[++index];
        } else {
            return fail(EXIT_USAGE, "unknown or incomplete option, see --help", argument) + 1;
        }
    }
    return 0;
}

static int createTopics(rd_kafka_mock_cluster_t *cluster, const struct options *options) {
    for (int index = 0; index < options->topicCount; index++) {
        char name[LINE_BYTES];
        const char *colon = strrchr(options->topics[index], ':');
        if (colon == NULL || (size_t)(colon - options->topics[index]) >= sizeof name) {
            return fail(EXIT_USAGE, "--topic wants NAME:PARTITIONS", options->topics[index]);
        }
        snprintf(name, sizeof name, "%.*s", (int)(colon - options->topics[index]), options->topics[index]);
        const char *problem = createTopic(cluster, name, colon + 1, options->brokers);
        if (problem != NULL) {
            return fail(EXIT_USAGE, options->topics[index], problem);
        }
    }
    return EXIT_SUCCESS;
}

int main(int count, char **arguments) {
    struct options options = {.brokers = 1};
    int status = readOptions(count, arguments, &options);
    if (status != 0) {
        return status - 1;
    }
    char reason[512] = "";
    // Errors only: the warning that this client knows no broker is beside the point.
    rd_kafka_conf_t *settings = rd_kafka_conf_new();
    rd_kafka_conf_set(settings, "log_level", "3", reason, sizeof reason);
    rd_kafka_t *handle = rd_kafka_new(RD_KAFKA_PRODUCER, settings, reason, sizeof reason);
    if (handle == NULL) {
        rd_kafka_conf_destroy(settings);
        return fail(EXIT_FAILURE, "librdkafka did not start", reason);
    }
    rd_kafka_mock_cluster_t *cluster = rd_kafka_mock_cluster_new(handle, options.brokers);
    if (cluster == NULL) {
        rd_kafka_destroy(handle);
        return fail(EXIT_FAILURE, "the mock cluster did not start", "");
    }
    status = createTopics(cluster, &options);
    if (status == EXIT_SUCCESS) {
        printf("bootstrap=%s\n", rd_kafka_mock_cluster_bootstraps(cluster));
        fflush(stdout);
        // SIGTERM and SIGINT keep their default action: there is nothing to save.
        if (!obeyStdin(cluster, options.brokers) && options.linger) {
            pause();
        }
    }
    rd_kafka_mock_cluster_destroy(cluster);
    rd_kafka_destroy(handle);
    return status;
}
