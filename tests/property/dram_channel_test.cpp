// The event-driven channel against a controller that works clock by clock, on channels, policies
// and loads drawn at random: the same commands for the same requests at the same clocks.
#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

#include "isa/dram/front_end.h"
#include "isa/dram/pattern.h"
#include "tests/support/clocked_channel.h"
#include "tests/support/random_program.h"
#include "tests/support/small_dram.h"

namespace tessera::dram {

// For messages of a failed test.
void PrintTo(const IssuedCommand& issued, std::ostream* out) {
  *out << "clock " << issued.clock << ": " << name_of(issued.command);
  if (issued.tag >= 0) *out << " of request " << issued.tag << (issued.row_hit ? ", a hit" : "");
}

namespace {

constexpr Clock kTooLate = 1'000'000;  // a channel that is not done by then is stuck

struct Trial {
  DramSpec spec;
  PatternSpec pattern;
  double requests_per_clock = 0;  // 0: always one waiting
  bool shared_rows = false;       // of a mix, writes go where reads go
  std::int64_t requests = 0;
};

// Numbered requests of a pattern; the tag is the number.
class NumberedSource {
 public:
  explicit NumberedSource(const Trial& trial)
      : pattern_(trial.pattern, trial.spec.organisation.transactions(),
                 trial.spec.organisation.transaction_bytes),
        reach_(static_cast<std::uint64_t>(trial.spec.organisation.transactions()) /
               (trial.shared_rows ? 2 : 1)),
        probability_(trial.requests_per_clock),
        left_(trial.requests) {
    draw();
  }
  Clock created() const { return left_ > 0 ? created_ : kNever; }
  Access access() const { return access_; }
  std::int64_t tag() const { return number_; }
  void pop() {
    ++number_;
    --left_;
    draw();
  }

 private:
  void draw() {
    access_ = pattern_.next();
    access_.transaction %= reach_;
    while (probability_ > 0 && random_.uniform() >= probability_) ++created_;
  }

  Pattern pattern_;
  std::uint64_t reach_;
  double probability_;
  std::int64_t left_, number_ = 0;
  SplitMix random_{777};
  Access access_;
  Clock created_ = 0;
};

std::vector<IssuedCommand> log_of_clocked(const Trial& trial) {
  ClockedChannel channel(trial.spec);
  NumberedSource source(trial);
  std::int64_t served = 0;
  std::size_t seen = 0;
  while (served < trial.requests && channel.now() < kTooLate) {
    for (int i = 0; i < trial.spec.policy.offers_per_clock; ++i) {
      if (source.created() > channel.now() || !channel.has_room(source.access().write)) break;
      channel.accept(source.access().transaction, source.access().write, source.tag());
      source.pop();
    }
    channel.tick();
    for (; seen < channel.log().size(); ++seen) served += channel.log()[seen].tag >= 0;
  }
  return channel.log();
}

// What one step issued: the column command first.
void append_issued(std::vector<IssuedCommand>& log, const ChannelCounts& before,
                   const ChannelCounts& after, Clock clock, const std::optional<Served>& served) {
  for (const bool columns : {true, false}) {
    for (int c = 0; c < kCommands; ++c) {
      const auto command = static_cast<Command>(c);
      if (is_column(command) != columns) continue;
      const auto i = static_cast<std::size_t>(c);
      for (auto n = before.commands[i]; n < after.commands[i]; ++n)
        log.push_back(columns ? IssuedCommand{clock, command, served->tag, served->row_hit}
                              : IssuedCommand{clock, command});
    }
  }
}

std::vector<IssuedCommand> log_of_event_driven(const Trial& trial) {
  Channel channel(trial.spec);
  NumberedSource source(trial);
  FrontEnd front_end(channel, source);
  std::vector<IssuedCommand> log;
  std::int64_t served = 0;
  while (served < trial.requests && std::min(channel.next(), front_end.next_offer()) < kTooLate) {
    const ChannelCounts before = channel.counts();
    const std::optional<Served> one = front_end.advance();
    served += one.has_value();
    append_issued(log, before, channel.counts(), channel.now(), one);
  }
  return log;
}

std::string excerpt(const std::vector<IssuedCommand>& log, std::size_t around) {
  std::ostringstream text;
  for (std::size_t i = around < 6 ? 0 : around - 6; i < std::min(around + 3, log.size()); ++i) {
    text << (i == around ? "  > " : "    ");
    PrintTo(log[i], &text);
    text << "\n";
  }
  return text.str();
}

testing::AssertionResult same_commands(const Trial& trial) {
  const auto clocked = log_of_clocked(trial);
  const auto events = log_of_event_driven(trial);
  if (clocked == events) return testing::AssertionSuccess();
  std::size_t first = 0;
  while (first < std::min(clocked.size(), events.size()) && clocked[first] == events[first])
    ++first;
  return testing::AssertionFailure() << "command " << first << " of " << clocked.size() << " and "
                                     << events.size() << "\n  clock by clock:\n"
                                     << excerpt(clocked, first) << "  event-driven:\n"
                                     << excerpt(events, first);
}

Organisation random_organisation(Dice& dice) {
  Organisation organisation;
  organisation.pseudo_channels = dice.one_of({1, 2});
  organisation.ranks = dice.one_of({1, 2});
  organisation.bank_groups = dice.one_of({1, 2, 4});
  organisation.banks = 2;
  while (organisation.bank_groups * organisation.banks < 8 && dice.coin()) organisation.banks *= 2;
  organisation.rows = 1 << dice.between(0, 6);
  organisation.columns = 1 << dice.between(1, 5);
  return organisation;
}

int between(Dice& dice, int lowest, int highest) {
  return static_cast<int>(dice.between(lowest, highest));
}

Timings random_timings(Dice& dice, int burst) {
  Timings t;
  t.rcd = between(dice, 4, 24);
  t.rp = between(dice, 4, 20);
  t.ras = t.rcd + between(dice, 2, 20);
  t.rc = t.ras + t.rp;
  t.ccd_s = burst;
  t.ccd_l = burst + between(dice, 0, 4);
  t.rrd_s = between(dice, 1, 6);
  t.rrd_l = t.rrd_s + between(dice, 0, 4);
  t.faw = 4 * t.rrd_s + between(dice, 0, 16);
  t.rtp = between(dice, 2, 10);
  t.wr = between(dice, 2, 14);
  t.wtr_s = between(dice, 0, 6);
  t.wtr_l = t.wtr_s + between(dice, 0, 6);
  t.rtw = burst + between(dice, 0, 8);
  t.rank_switch = burst + between(dice, 0, 4);
  t.rfc = between(dice, 20, 90);
  t.rfc_bank = between(dice, 10, 50);
  t.row_bus = dice.one_of({0, 0, 1, 3});
  t.second_gap = between(dice, 1, 3);
  return t;
}

void draw_refresh(Dice& dice, DramSpec& spec) {
  Policy& policy = spec.policy;
  policy.refresh = dice.one_of({Refresh::kNone, Refresh::kAllBank, Refresh::kPerBank});
  policy.refresh_stops_all = dice.coin();
  policy.refreshes_postponed = dice.one_of({0, 0, 1, 3});
  policy.refresh_rate = dice.one_of({1, 1, 2});
  spec.clocks.refresh_interval = between(dice, 400, 1500);
  spec.clocks.refresh_bank_interval = between(dice, 100, 300);
}

void draw_policy(Dice& dice, DramSpec& spec) {
  Policy& policy = spec.policy;
  policy.read_depth = dice.one_of({1, 2, 5, 16, 32});
  policy.write_depth = dice.one_of({1, 2, 5, 16, 32});
  set_watermarks(policy, dice.one_of({0.5, 0.8, 0.95}), dice.one_of({0.2, 0.4}));
  policy.pages = dice.one_of({Pages::kOpen, Pages::kOpen, Pages::kClosed});
  policy.opened_first = dice.between(0, 3) > 0;
  policy.two_slots = dice.coin();
  policy.offers_per_clock = dice.one_of({1, 2, 4});
  draw_refresh(dice, spec);
}

PatternSpec random_pattern(Dice& dice, const Organisation& organisation) {
  using enum PatternSpec::Kind;
  PatternSpec pattern;
  pattern.kind = dice.one_of({kSequential, kStride, kRandom, kRandomBlocks});
  pattern.bytes = organisation.transaction_bytes << dice.between(0, 6);
  pattern.mix =
      dice.one_of({Mix::kReads, Mix::kWrites, Mix::kTwoReadsOneWrite, Mix::kOneReadOneWrite});
  return pattern;
}

Trial random_trial(std::uint64_t seed, bool two_part) {
  Dice dice(seed);
  Trial trial;
  DramSpec& spec = trial.spec;
  spec.organisation = random_organisation(dice);
  DramClocks& clocks = spec.clocks;
  clocks.burst = dice.one_of({2, 4, 8});
  clocks.read_latency = between(dice, 4, 20);
  clocks.write_latency = between(dice, 2, 16);
  spec.refresh_covers_ranks = dice.coin();
  spec.mapping = dice.coin() ? row_contiguous() : bank_groups_interleaved();
  spec.policy = *policy_named("ramulator2");
  draw_policy(dice, spec);
  clocks.every_other = !two_part && dice.between(0, 2) == 0;
  Timings timings = random_timings(dice, clocks.burst);
  if (two_part) {
    spec.policy.two_slots = false;
    clocks.second_activate_within = timings.second_gap + between(dice, 0, 6);
    clocks.data_clock_postamble = between(dice, 0, 10);
  }
  clocks.refresh_bank_time = timings.rfc_bank;
  spec.constraints = constraints_for(spec, timings);
  trial.pattern = random_pattern(dice, spec.organisation);
  const double peak = static_cast<double>(spec.organisation.pseudo_channels) / clocks.burst;
  trial.requests_per_clock = dice.one_of({0.0, 0.1, 0.4, 0.8}) * peak;
  trial.shared_rows = dice.coin();
  trial.requests = 600;
  return trial;
}

std::string described(const Trial& trial) {
  const Organisation& o = trial.spec.organisation;
  const Policy& p = trial.spec.policy;
  std::ostringstream text;
  text << o.pseudo_channels << " pseudo-channels x " << o.ranks << " ranks x " << o.bank_groups
       << " groups x " << o.banks << " banks x " << o.rows << " rows x " << o.columns
       << " columns, queues " << p.read_depth << " + " << p.write_depth << ", drained above "
       << p.drain_above << " to " << p.drain_to << ", slots " << 1 + p.two_slots << ", half clocks "
       << trial.spec.clocks.every_other << ", opened first " << p.opened_first << ", closed pages "
       << (p.pages == Pages::kClosed) << ", refresh " << static_cast<int>(p.refresh)
       << " stops all " << p.refresh_stops_all << " postponed " << p.refreshes_postponed
       << ", covers ranks " << trial.spec.refresh_covers_ranks << ", pattern "
       << static_cast<int>(trial.pattern.kind) << " mix " << static_cast<int>(trial.pattern.mix)
       << ", requests per clock " << trial.requests_per_clock;
  return text.str();
}

TEST(DramChannel, IssuesWhatAControllerIssuesThatLooksAtEveryClock) {
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    const Trial trial = random_trial(seed, false);
    EXPECT_TRUE(same_commands(trial)) << "seed " << seed << ": " << described(trial);
  }
}

TEST(DramChannel, IssuesWhatAControllerIssuesThatOpensRowsInTwoParts) {
  for (std::uint64_t seed = 1; seed <= 100; ++seed) {
    const Trial trial = random_trial(seed, true);
    EXPECT_TRUE(same_commands(trial)) << "seed " << seed << ": " << described(trial);
  }
}

}  // namespace
}  // namespace tessera::dram
