// One row per operator, comma-separated, with every cause of waiting as a column.
#pragma once

#include <string>

#include "sim/app/simulate/result.pb.h"

namespace tessera {

std::string ops_csv(const proto::Result& result);

// A field as RFC 4180 writes it: quoted where it holds a comma, a quote or a line end.
std::string csv_field(const std::string& text);

}  // namespace tessera
