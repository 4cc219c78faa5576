// Ctrl-C asks a run to end with what it has; a second one ends the program at once.
#pragma once

namespace tessera {

void catch_interrupts();
bool interrupted();

// From here on the first one ends the program: for commands that keep nothing of what is not done.
void end_on_interrupt();

}  // namespace tessera
