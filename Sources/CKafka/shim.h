// librdkafka's public headers for Swift. Nothing else imports them.
#pragma once
#include <librdkafka/rdkafka.h>
#include <librdkafka/rdkafka_mock.h>
