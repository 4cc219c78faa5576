// tessera explore: the pages of reports with a form, served to browsers on this machine.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <filesystem>
#include <memory>

#include "sim/app/cli/commands.h"
#include "sim/app/cli/console.h"
#include "sim/app/explore/server.h"
#include "sim/app/report/html/html_report.h"

namespace tessera {
namespace {

constexpr unsigned short kUsualPort = 8377;
constexpr const char* kUsualDirectory = "tessera-runs";

struct Options {
  int port = kUsualPort;
  std::string directory = kUsualDirectory;
};

void explore_with(const Options& options) {
  html_page(page_document("explore", {}, ""));  // says so where this build has no page
  explore::ServerOptions server;
  server.port = static_cast<unsigned short>(options.port);
  server.directory = std::filesystem::absolute(options.directory).lexically_normal();
  explore::serve(server, [&](const std::string& address) {
    print(fmt::format("{}\n", address));
    std::fflush(stdout);
    print_note(
        fmt::format("runs and sweeps are kept in {}, and only when you save them; Ctrl-C ends",
                    server.directory.string()));
  });
}

}  // namespace

void add_explore(CLI::App& program) {
  CLI::App* command = program.add_subcommand(
      "explore", "change a chip in the browser and see what it does, on this machine only");
  const auto options = std::make_shared<Options>();
  command
      ->add_option("--port", options->port,
                   fmt::format("of 127.0.0.1 (default {}); 0: any that is free", kUsualPort))
      ->check(CLI::Range(0, 65535));
  command->add_option("--dir", options->directory,
                      fmt::format("stored runs and sweeps, and your own chips and models (default "
                                  "{}); made when something is saved",
                                  kUsualDirectory));
  command->callback([options] { explore_with(*options); });
}

}  // namespace tessera
