// Networks of the library behind the names that measured and published results use for them.
#pragma once

#include <optional>
#include <string>

namespace tessera::validation {

// "Llama-3-8B", "bert-large-uncased", "ResNet-50 v1.5 (MLPerf, 224x224)": the longest name known
// that `workload` begins with; case, '-', '_', '/' and blanks do not matter. Nothing where the
// library has no such network.
std::optional<std::string> network_of(const std::string& workload);

}  // namespace tessera::validation
