// vectorscan's public headers for Swift. Nothing else imports them.
#pragma once
#include <hs/hs.h>
