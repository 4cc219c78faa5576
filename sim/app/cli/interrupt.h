// Ctrl-C asks a run to end with what it has; a second one ends the program at once.
#pragma once

namespace tessera {

void catch_interrupts();
bool interrupted();

}  // namespace tessera
