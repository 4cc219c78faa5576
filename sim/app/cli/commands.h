// The commands of the program, one file each; every one adds itself to the command line.
#pragma once

#include <CLI/App.hpp>
#include <string>

namespace tessera {

// What a command may know about how it was called.
struct Invocation {
  std::string command_line;  // as typed, quoted for a shell
};

void add_run(CLI::App& program, const Invocation& invocation);
void add_exec(CLI::App& program, const Invocation& invocation);
void add_import(CLI::App& program);
void add_check(CLI::App& program);
void add_traffic(CLI::App& program, const Invocation& invocation);
void add_memory(CLI::App& program);
void add_network(CLI::App& program);
void add_list(CLI::App& program);
void add_show(CLI::App& program);
void add_explain(CLI::App& program);
void add_report(CLI::App& program);
void add_compare(CLI::App& program);
void add_export(CLI::App& program);
void add_explore(CLI::App& program);
void add_sweep(CLI::App& program);
void add_sweep_cluster(CLI::App& sweep);  // what only a sweep on a cluster needs
void add_sweep_results(CLI::App& sweep);
void add_sweep_compare(CLI::App& sweep);
void add_validate(CLI::App& program);
void add_lesson(CLI::App& program);
void add_completion(CLI::App& program);
void add_manual(CLI::App& program);

}  // namespace tessera
