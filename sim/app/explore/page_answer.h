// The page itself, with a form beside the pages of reports.
#pragma once

#include "sim/app/explore/answer.h"

namespace tessera::explore {

// Only the script that is in it may run, by a number that is drawn anew each time. Throws
// InputError(kUnsupported) where the program was built without a page.
Answer page_answer();

}  // namespace tessera::explore
