// The whole command line: reads it and runs the command that it names.
#pragma once

namespace tessera {

// Throws what the commands throw; a mistake in the command line itself is an InputError(kUsage).
void run_command_line(int argc, const char* const* argv);

}  // namespace tessera
