#include "sim/app/report/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "sim/app/report/figures.h"
#include "sim/app/report/format.h"
#include "sim/app/report/merit.h"
#include "sim/app/report/merit_report.h"
#include "sim/app/report/page.h"
#include "sim/app/report/verdict.h"

namespace tessera {
namespace {

constexpr std::size_t kStallsShown = 6;
constexpr std::size_t kOperatorsShown = 5;
constexpr double kLeastLossShown = 0.0005;  // of the peak

// "512", or of sequences of unequal lengths "128 to 512".
std::string range_text(const proto::Result& r, std::int64_t longest,
                       std::int64_t (proto::RequestedLengths::*length)() const) {
  std::int64_t shortest = longest;
  for (const proto::RequestedLengths& one : r.sequences())
    shortest = std::min<std::int64_t>(shortest, (one.*length)());
  return shortest == longest ? std::to_string(longest) : fmt::format("{} to {}", shortest, longest);
}

std::string workload_text(const proto::Result& r) {
  std::string text = r.phase();
  if (r.phase() == "kernel") return text;
  text += fmt::format(", batch {}", r.batch());
  if (r.seq() > 0)
    text += fmt::format(", seq {}", range_text(r, r.seq(), &proto::RequestedLengths::seq));
  if (r.kv() > 0)
    text += fmt::format(", kv {}", range_text(r, r.kv(), &proto::RequestedLengths::kv));
  if (r.tokens() > 0) text += fmt::format(", {} tokens", r.tokens());
  return text;
}

// Joined by blanks.
std::string first_lines(const std::string& text, int lines) {
  std::string joined;
  for (const char c : text) {
    if (c == '\n' && --lines == 0) break;
    if (c != '\n') joined += c;
  }
  return joined;
}

std::string rate_text(const proto::Result& r) {
  if (r.produced_tokens() > 0)
    return fmt::format("   {} tokens/s{}",
                       format_count(per_second(r.produced_tokens(), r.latency_ps())),
                       per_chip_and_user(r));
  if (r.samples() > 0)
    return fmt::format("   {} inferences/s{}",
                       format_count(per_second(r.samples(), r.latency_ps())), per_chip_and_user(r));
  return {};
}

void speculation(const proto::Result::Speculation& s, Page& page) {
  const std::string draft =
      s.draft_ps() > 0
          ? fmt::format("{} for the draft, ", format_time(static_cast<double>(s.draft_ps())))
          : "";
  page.line(fmt::format(
      "{} proposes {} token{}, {:.2f} come of a step: {}{} to check them; {:.2f}x of "
      "decoding without it",
      s.draft(), s.draft_tokens(), s.draft_tokens() == 1 ? "" : "s", s.tokens_per_step(), draft,
      format_time(static_cast<double>(s.verify_ps())), s.speedup()));
}

// "384 of 384 experts touched, 2.7 tokens each".
void mixtures(const proto::Result& r, Page& page) {
  std::string text;
  for (const auto& m : r.mixture()) {
    std::string one =
        fmt::format("{:.{}f} of {} touched, {} tokens each", m.experts_touched(),
                    m.ranks() > 1 ? 1 : 0, m.experts(),
                    m.tokens_per_expert() < 100 ? fmt::format("{:.3g}", m.tokens_per_expert())
                                                : format_count(m.tokens_per_expert()));
    if (m.ranks() > 1) one += fmt::format(" on each of {} chips", m.ranks());
    if (m.busiest_chip() > 1.001)
      one += fmt::format(" (busiest chip {:.2f} of an even share)", m.busiest_chip());
    if (m.dropped() > 0) one += fmt::format(", {} dropped", format_percent(m.dropped()));
    if (!m.part().empty() && r.mixture_size() > 1) one = m.part() + ": " + one;
    text += (text.empty() ? "" : "; ") + one;
  }
  if (!text.empty()) page.line("experts  " + text);
}

// "tp=8,pp=2: each chip holds 9.1 GB of weights and 2.0 GB of caches (2 copies of each); ..".
void plan(const proto::Result& r, Page& page) {
  if (!r.has_plan()) return;
  const auto& p = r.plan();
  std::string text = fmt::format("plan     {}: each chip holds {} of weights", p.text(),
                                 format_scaled(p.weight_bytes(), "B"));
  if (p.kv_bytes() > 0) text += fmt::format(", {} of caches", format_scaled(p.kv_bytes(), "B"));
  if (p.kv_copies() > 1.01) text += fmt::format(" ({:.3g} chips have the same)", p.kv_copies());
  if (p.stages() > 1)
    text += fmt::format("; stages wait {} ({} microbatch{})", format_percent(p.bubble_share()),
                        p.microbatches(), p.microbatches() == 1 ? "" : "es");
  page.line(text);
}

// "overlap  decode: two halves (one piece 35 ms); communication hidden 6.1 ms of 7.9 ms (77 %), 20
// cores fewer for operators beside it".
void overlap(const proto::Result& r, Page& page) {
  if (!r.has_overlap()) return;
  const auto& o = r.overlap();
  std::string text;
  for (const auto& one : o.choice()) {
    std::string others;
    for (const auto& other : one.other())
      others += fmt::format("{}{} {}", others.empty() ? "" : ", ", other.way(),
                            format_time(static_cast<double>(other.latency_ps())));
    text += fmt::format("{}{}: {}", text.empty() ? "" : ", ", one.part(), one.way());
    if (!others.empty()) text += " (" + others + ")";
  }
  if (o.hidden_ps() > 0) {
    text += fmt::format("; communication hidden {} of {} ({})", format_time(o.hidden_ps()),
                        format_time(o.communication_ps()),
                        format_percent(share(o.hidden_ps(), o.communication_ps())));
    if (o.cores() > 0) text += fmt::format(", {} cores fewer for operators beside it", o.cores());
  }
  page.line("overlap  " + text);
}

// "prompts on 2 x h100-sxm (tp=2), 1.3 GB of caches sent in 4.6 ms; 7.2 batches of prompts ..".
void prompts(const proto::Result::Prompts& p, Page& page) {
  page.line(
      fmt::format("prompts on {} x {} ({}) take {} beside what is below, {} of caches are sent in "
                  "{}; they keep "
                  "{:.3g} of the groups that generate at work",
                  p.chips(), p.chip(), p.plan(), format_energy(p.picojoules()),
                  format_scaled(p.kv_bytes(), "B"),
                  format_time(static_cast<double>(p.transfer_ps())), p.generations_per_prompt()));
}

void header(const proto::Result& r, Page& page) {
  std::string first =
      fmt::format("{} on {}{}   {}", r.model(),
                  r.chips() > 1 ? fmt::format("{} x ", r.chips()) : "", r.chip(), workload_text(r));
  if (!r.dtype().empty()) first += "   " + r.dtype();
  std::string how = r.detail() + " detail";
  if (!r.library().empty()) how += ", kernels of " + r.library();
  page.line(page.bold(first) + page.faint("   " + how));
  if (r.stall().empty() || r.latency_ps() == 0) return;
  page.line(fmt::format("{}{}   roofline {} ({:.0f} % of the time)",
                        page.bold(format_time(static_cast<double>(r.latency_ps()))), rate_text(r),
                        format_time(static_cast<double>(r.roofline().bound_ps())),
                        100 * share(static_cast<double>(r.roofline().bound_ps()),
                                    static_cast<double>(r.latency_ps()))));
  if (r.has_speculation()) speculation(r.speculation(), page);
  if (!r.has_generation() || r.generation().decode_ps() == 0) return;
  const auto& g = r.generation();
  if (r.has_prompts()) prompts(r.prompts(), page);
  page.line(fmt::format(
      "first token {}, then {} per token ({}{} to {}); {} steps simulated, between them within "
      "{:.2g} %",
      format_time(static_cast<double>(g.prefill_ps())),
      format_time(static_cast<double>(g.decode_ps()) / static_cast<double>(r.tokens() - 1)),
      r.has_speculation() ? "steps of " : "", format_time(static_cast<double>(g.first_step_ps())),
      format_time(static_cast<double>(g.last_step_ps())), g.simulated_kv_size(),
      std::max(0.01, 100 * g.interpolation_error())));
}

// Causes below this share are counted together.
constexpr double kLeastShare = 0.001;

void stalls(const proto::Result& r, Page& page) {
  const auto whole = static_cast<double>(r.latency_ps());
  std::vector<std::pair<std::string, std::int64_t>> shown;
  for (const auto& s : r.stall())
    if (s.ps() > 0) shown.emplace_back(s.cause(), s.ps());
  std::stable_sort(shown.begin(), shown.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  std::size_t kept = std::min(shown.size(), kStallsShown - (shown.size() > kStallsShown ? 1 : 0));
  while (kept > 1 && static_cast<double>(shown[kept - 1].second) < kLeastShare * whole) --kept;
  if (const std::size_t others = shown.size() - kept; others > 1) {
    std::int64_t rest = 0;
    for (std::size_t i = kept; i < shown.size(); ++i) rest += shown[i].second;
    shown.resize(kept);
    shown.emplace_back(fmt::format("{} others", others), rest);
  }
  for (const auto& [cause, ps] : shown) {
    const double part = share(static_cast<double>(ps), whole);
    page.line(fmt::format("  {:<20} {:>10} {:>7}  {}", cause, format_time(static_cast<double>(ps)),
                          format_percent(part), page.bar(bar_of(part), hue_of(cause))));
  }
}

// "refresh 10.2 %, row activation 1.3 %, idle 12.0 %": shares of the peak, without those of no
// account.
std::string losses(const proto::Result::MemoryUse& memory) {
  double peak = memory.moved_bytes();
  for (const auto& loss : memory.loss()) peak += loss.bytes();
  std::string text;
  for (const auto& loss : memory.loss()) {
    if (loss.bytes() < kLeastLossShown * peak) continue;
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", loss.name(),
                        format_percent(share(loss.bytes(), peak)));
  }
  return text;
}

// "memory 60 % (activation 4, array 36, I/O 17, refresh 3), static 20 %, matrix 12 %": the largest
// three, all that memory takes as one.
std::string energy_parts(const proto::Result& r, double whole) {
  constexpr std::string_view kMemory = "memory ";
  constexpr std::size_t kShown = 3;
  std::vector<std::pair<double, std::string>> parts;
  double memory = 0;
  std::string of_memory;
  for (const auto& item : r.energy().item()) {
    const double percent = 100 * item.picojoules() / whole;
    if (!std::string_view(item.name()).starts_with(kMemory)) {
      parts.emplace_back(-percent, fmt::format("{} {:.0f} %", item.name(), percent));
      continue;
    }
    memory += percent;
    of_memory += fmt::format("{}{} {:.0f}", of_memory.empty() ? "" : ", ",
                             item.name().substr(kMemory.size()), percent);
  }
  if (memory > 0)
    parts.emplace_back(-memory, fmt::format("memory {:.0f} % ({})", memory, of_memory));
  std::stable_sort(parts.begin(), parts.end());
  std::string text;
  for (std::size_t i = 0; i < std::min(kShown, parts.size()); ++i)
    text += (i == 0 ? "" : ", ") + parts[i].second;
  return text;
}

void resources(const proto::Result& r, Page& page) {
  const double bandwidth = per_second(moved_bytes(r), r.latency_ps());
  const double flops = per_second(r.compute().flops(), r.latency_ps());
  page.line(fmt::format(
      "memory   {} of {} ({})   read {}, wrote {}", format_scaled(bandwidth, "B/s"),
      format_scaled(r.memory().peak_bytes_per_s(), "B/s"),
      format_percent(share(bandwidth, r.memory().peak_bytes_per_s())),
      format_scaled(r.memory().read_bytes(), "B"), format_scaled(r.memory().written_bytes(), "B")));
  if (const std::string lost = losses(r.memory()); !lost.empty())
    page.line("         lost to " + lost);
  page.line(fmt::format("compute  {} of {} ({})   {}", format_scaled(flops, "FLOP/s"),
                        format_scaled(r.compute().peak_flops_per_s(), "FLOP/s"),
                        format_percent(share(flops, r.compute().peak_flops_per_s())),
                        format_scaled(r.compute().flops(), "FLOP")));
  const double energy = total_energy(r);
  if (energy <= 0) return;
  std::string text = fmt::format("energy   {}: {}", format_energy(energy), energy_parts(r, energy));
  if (r.produced_tokens() > 0)
    text += fmt::format("   {} tokens/s/W", format_count(products_per_s_per_watt(r)));
  page.line(text);
  page.line("power    " + merit_line(r));
}

std::string shortened(const std::string& text, std::size_t width) {
  return text.size() <= width ? text : text.substr(0, width - 2) + "..";
}

// The page is of one length: lines that few results have are taken from these.
std::size_t operators_shown(const proto::Result& r) {
  return kOperatorsShown - (r.has_speculation() ? 1 : 0) - (r.mixture().empty() ? 0 : 1) -
         (r.has_overlap() ? 1 : 0) - (r.has_plan() ? 1 : 0) - (r.has_prompts() ? 1 : 0) -
         (r.partial().empty() ? 0 : 1);
}

void operators(const proto::Result& r, Page& page) {
  std::vector<const proto::Result::Operator*> order;
  for (const auto& one : r.operator_()) order.push_back(&one);
  std::stable_sort(order.begin(), order.end(),
                   [](const auto* a, const auto* b) { return a->ps() > b->ps(); });
  page.line(
      page.faint(fmt::format("{:<28} {:>9} {:>6}  {:>6} {:>6}  {:>7} {:>6}  {}", "operator", "time",
                             "share", "GB/s", "% peak", "TFLOP/s", "% peak", "waits for")));
  for (std::size_t i = 0; i < std::min(operators_shown(r), order.size()); ++i) {
    const auto& one = *order[i];
    const double bandwidth = per_second(moved_bytes(one), one.ps());
    const double flops = per_second(one.flops(), one.ps());
    page.line(fmt::format(
        "{:<28} {:>9} {:>5.1f}%  {:>6.0f} {:>5.1f}%  {:>7.1f} {:>5.1f}%  {}",
        shortened(one.name(), 28), format_time(static_cast<double>(one.ps())),
        100 * share(static_cast<double>(one.ps()), static_cast<double>(r.latency_ps())),
        bandwidth * 1e-9, 100 * share(bandwidth, r.memory().peak_bytes_per_s()), flops * 1e-12,
        100 * share(flops, r.compute().peak_flops_per_s()), one.limiter()));
  }
}

// The resources that change most, on one line each for 10 % and for no limit.
void elasticities(const proto::Result& r, Page& page) {
  constexpr std::size_t kShown = 4;
  std::vector<const proto::Result::Elasticity*> order;
  for (const auto& one : r.elasticity()) order.push_back(&one);
  if (order.empty()) return;
  std::stable_sort(order.begin(), order.end(), [](const auto* a, const auto* b) {
    return a->latency_change() < b->latency_change();
  });
  const auto listed = [](std::string& list, const std::string& resource, double change) {
    if (format_change(change) == format_change(0)) return;  // nothing to see
    list += fmt::format("{}{} {}", list.empty() ? "" : ", ", resource, format_change(change));
  };
  std::string ten;
  std::string unlimited;
  for (std::size_t i = 0; i < std::min(kShown, order.size()); ++i) {
    const auto& one = *order[i];
    listed(ten, one.resource(), one.latency_change());
    if (one.has_unlimited_change()) listed(unlimited, one.resource(), one.unlimited_change());
  }
  const std::string none = "no resource changes the latency";
  if (ten.empty()) ten = none;
  if (unlimited.empty()) unlimited = none;
  page.line("10 % better    " + ten);
  page.line("without limit  " + unlimited);
}

// "GEMM 16 bit 7.1 % (2 685 points of this chip), attention decode 15 % (503)": the classes that
// take most of the time.
std::string accuracy_text(const proto::Result& r) {
  constexpr int kShown = 2;
  std::string text;
  for (int i = 0; i < std::min(kShown, r.accuracy_size()); ++i) {
    const auto& one = r.accuracy(i);
    text += fmt::format("{}{} ", i == 0 ? "" : ", ", one.operator_class());
    if (one.basis() == "none") {
      text += "never compared";
      continue;
    }
    text += fmt::format("{:.2g} % ({} points of {})", one.mean_percent(),
                        format_count(static_cast<double>(one.points())),
                        one.basis() == "chip" ? "this chip" : "its relatives");
  }
  if (text.empty()) return "none of its operators was compared";
  return text;
}

void closing(const proto::Result& r, Page& page) {
  std::int64_t numbers = 0;
  for (const auto& one : r.confidence()) numbers += one.numbers();
  std::string sources;
  for (const auto& one : r.confidence())
    sources +=
        fmt::format("{}{} {:.0f} %", sources.empty() ? "" : ", ", one.kind(),
                    100 * share(static_cast<double>(one.numbers()), static_cast<double>(numbers)));
  page.line(page.faint(
      fmt::format("error against silicon: {}; chip numbers: {}", accuracy_text(r), sources)));
  if (!r.not_modelled().empty()) {
    double bytes = 0;
    for (const auto& one : r.not_modelled()) bytes += one.share();
    page.line(fmt::format("not modelled: {} operators with {} of the bytes ({}{})",
                          r.not_modelled_size(), format_percent(bytes), r.not_modelled(0).op_type(),
                          r.not_modelled_size() > 1 ? ", .." : ""));
  }
}

}  // namespace

std::string text_report(const proto::Result& r, bool colour) {
  Page page(colour);
  page.section();
  header(r, page);
  if (!r.partial().empty()) page.line(page.bold("partial: " + first_lines(r.partial(), 2)));
  if (r.stall().empty()) return page.text();
  page.line(page.bold(verdict(r)));
  page.section();
  if (r.latency_ps() > 0) {
    stalls(r, page);
    page.section();
    resources(r, page);
    mixtures(r, page);
    plan(r, page);
    overlap(r, page);
    page.section();
    operators(r, page);
    page.section();
    elasticities(r, page);
  }
  closing(r, page);
  return page.text();
}

}  // namespace tessera
