// What a user should know about the traces of which one runs, a sentence each.
#pragma once

#include <string>
#include <vector>

#include "workloads/import/chakra/device.h"

namespace tessera {

std::vector<std::string> notes_on(const std::vector<DeviceWork>& devices, std::size_t chosen);

}  // namespace tessera
