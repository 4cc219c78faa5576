// The explorer's server: this machine only, one thread, until it is interrupted.
#pragma once

#include <filesystem>
#include <functional>
#include <string>

namespace tessera::explore {

struct ServerOptions {
  unsigned short port = 0;          // 0: any that is free
  std::filesystem::path directory;  // of stored runs and one's own texts; it need not be there
};

// `listening` gets the address once it answers. Returns after SIGINT or SIGTERM. Throws
// InputError(kUsage) where the port is taken.
void serve(const ServerOptions& options, const std::function<void(const std::string&)>& listening);

}  // namespace tessera::explore
