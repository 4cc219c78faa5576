#include "sim/app/explore/forked.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <exception>
#include <stdexcept>

namespace tessera::explore {
namespace {

[[noreturn]] void fail(const char* what) {
  throw std::runtime_error(
      fmt::format("a process cannot be started: {}: {}", what, std::strerror(errno)));
}

constexpr rlim_t kMostMemory = 16ULL << 30;
constexpr int kOwnFile = 3;

void limit(int resource, rlim_t most) {
  rlimit limits{};
  ::getrlimit(static_cast<__rlimit_resource_t>(resource), &limits);
  limits.rlim_cur = std::min(limits.rlim_max, most);
  limits.rlim_max = limits.rlim_cur;
  ::setrlimit(static_cast<__rlimit_resource_t>(resource), &limits);
}

void set_limits(Writes writes) {
  limit(RLIMIT_CORE, 0);
#if !defined(__SANITIZE_ADDRESS__)  // which maps terabytes
  limit(RLIMIT_AS, kMostMemory);
#endif
  if (writes == Writes::kNothing) limit(RLIMIT_FSIZE, 0);
}

void keep_only(int file) {
  if (file != kOwnFile) ::dup2(file, kOwnFile);
  ::close_range(kOwnFile + 1, ~0U, 0);
}

[[noreturn]] void be_child(int file, pid_t server, const std::shared_ptr<SharedFlag>& cancelled,
                           const std::function<void(ServerLink&)>& work, Writes writes) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != server) ::_exit(0);  // it died meanwhile
  ::setpgid(0, 0);                        // with what it starts itself
  std::signal(SIGINT, SIG_IGN);           // the server decides when to stop
  std::signal(SIGTERM, SIG_DFL);
  keep_only(file);
  set_limits(writes);
  int status = 0;
  try {
    ServerLink server_link(kOwnFile, cancelled);
    work(server_link);
  } catch (const std::exception&) {
    status = 1;
  }
  ::_exit(status);
}

}  // namespace

Forked fork_off(const std::function<void(ServerLink&)>& work, Writes writes) {
  Forked forked;
  forked.cancelled = std::make_shared<SharedFlag>();
  int ends[2];
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) fail("socketpair");
  const pid_t server = ::getpid();
  forked.process = ::fork();
  if (forked.process == 0) be_child(ends[1], server, forked.cancelled, work, writes);
  ::close(ends[1]);
  if (forked.process > 0) ::setpgid(forked.process, forked.process);  // whoever is first
  if (forked.process < 0) {
    ::close(ends[0]);
    fail("fork");
  }
  forked.file = ends[0];
  return forked;
}

void kill_all_of(pid_t process) {
  ::kill(-process, SIGKILL);
  ::kill(process, SIGKILL);  // without effect on one that has ended
}

std::string end_of(pid_t process) {
  kill_all_of(process);
  int status = 0;
  while (::waitpid(process, &status, 0) < 0 && errno == EINTR) {
  }
  if (WIFSIGNALED(status))
    return fmt::format("ended by signal {} ({})", WTERMSIG(status), ::strsignal(WTERMSIG(status)));
  return fmt::format("ended with exit status {}", WEXITSTATUS(status));
}

}  // namespace tessera::explore
