// libcurl's public headers for Swift. Nothing else imports them.
#pragma once
#include <curl/curl.h>
