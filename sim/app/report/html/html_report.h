// The page with what it shows inside: one HTML file that needs nothing else.
#pragma once

#include <string>
#include <vector>

namespace tessera {

// What the page shows; docs/report_page.md lists the keys. `runs` are of run_document, `sweep` is
// of sweep_document or empty.
std::string page_document(const std::string& mode, const std::vector<std::string>& runs,
                          const std::string& sweep = {});

// Throws InputError(kUnsupported) where this build has no page.
std::string html_page(const std::string& document);

}  // namespace tessera
