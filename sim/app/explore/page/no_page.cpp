// Of a build that had no npm and was given no page.
#include "sim/app/report/html/page_template.h"

namespace tessera {

std::string_view page_template() { return {}; }

}  // namespace tessera
