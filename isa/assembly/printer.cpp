#include <algorithm>
#include <charconv>

#include "isa/assembly.h"
#include "isa/assembly/lexer.h"
#include "isa/assembly/words.h"

namespace tessera {
namespace {

// The shortest text that reads back as the same number.
std::string number(double value) {
  std::array<char, 32> buffer;
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value).ptr;
  return {buffer.data(), end};
}

std::string bytes(Bytes value) { return std::to_string(value.count()) + " bytes"; }

// By name where that is one of a kind, by position otherwise.
template <class Named>
std::string reference(const std::vector<Named>& all, int index) {
  if (index < 0) return "_";
  const auto i = static_cast<std::size_t>(index);
  const auto same = [&](const Named& other) { return other.name == all[i].name; };
  if (i < all.size() && std::ranges::count_if(all, same) == 1) return quoted_name(all[i].name);
  return "@" + std::to_string(index);
}

class Printer {
 public:
  explicit Printer(const Program& program) : program_(program) {}

  std::string run() {
    line("program " + quoted_name(program_.name));
    for (const Tensor& tensor : program_.tensors) {
      line("tensor " + quoted_name(tensor.name) + ' ' + bytes(tensor.bytes) + ' ' +
           std::string(name_of(tensor.role)) +
           (tensor.placement == Placement::kOwnSlice ? " own_slice" : "") +
           (tensor.chips == 1 ? "" : " over " + std::to_string(tensor.chips) + " chips"));
    }
    for (const OperatorRecord& op : program_.operators) print(op);
    for (const Section& section : program_.sections) {
      open("section " + quoted_name(section.name) + repeat_of(section.repeat));
      for (const Kernel& kernel : section.kernels) print(kernel);
      close();
    }
    return std::move(text_);
  }

 private:
  void line(const std::string& content) {
    text_.append(2 * depth_, ' ');
    text_ += content;
    text_ += '\n';
  }
  void open(const std::string& header) {
    line(header + " {");
    ++depth_;
  }
  void close() {
    --depth_;
    line("}");
  }

  static std::string repeat_of(std::int64_t count) {
    return count == 1 ? "" : " repeat " + std::to_string(count);
  }

  void print(const OperatorRecord& op) {
    line("operator " + quoted_name(op.name) + ' ' + quoted_word(op.kind) + repeat_of(op.repeat) +
         " matrix_flops " + number(op.matrix_flops) + ' ' + std::string(name_of(op.matrix_type)) +
         " vector_operations " + number(op.vector_operations));
  }

  void print(const Kernel& kernel) {
    kernel_ = &kernel;
    open("kernel " + quoted_name(kernel.name) +
         (kernel.op >= 0 ? " for " + reference(program_.operators, kernel.op) : ""));
    for (const LocalBuffer& buffer : kernel.buffers) {
      line("buffer " + quoted_name(buffer.name) + ' ' + bytes(buffer.bytes) +
           (buffer.slots == 1 ? "" : " slots " + std::to_string(buffer.slots)));
    }
    for (const Token& token : kernel.tokens) {
      line("token " + quoted_name(token.name) + ' ' + std::string(word_for(token.kind)) +
           (token.initial == 0 ? "" : " initial " + std::to_string(token.initial)));
    }
    if (const auto* grid = std::get_if<Grid>(&kernel.work)) {
      print(*grid);
    } else {
      for (const Stream& stream : std::get<std::vector<Stream>>(kernel.work)) {
        open("cores" + ranges(stream.cores));
        print(stream.body);
        close();
      }
    }
    close();
  }

  void print(const Grid& grid) {
    open("grid resident " + std::to_string(grid.resident_per_core) +
         (grid.rounds == 1 ? "" : " rounds " + std::to_string(grid.rounds)) +
         clocks(" launch ", grid.launch_clocks) + clocks(" start ", grid.start_clocks));
    for (const BlockGroup& group : grid.groups) {
      open("blocks " + std::to_string(group.count));
      print(group.body);
      close();
    }
    close();
  }

  static std::string clocks(const char* word, const std::optional<std::int64_t>& number) {
    return number ? word + std::to_string(*number) : std::string();
  }

  // " 0..3, 8"
  static std::string ranges(const std::vector<int>& cores) {
    std::string text;
    for (std::size_t i = 0; i < cores.size();) {
      std::size_t end = i + 1;
      while (end < cores.size() && cores[end] == cores[end - 1] + 1) ++end;
      text += (i == 0 ? " " : ", ") + std::to_string(cores[i]);
      if (end - i > 1) text += ".." + std::to_string(cores[end - 1]);
      i = end;
    }
    return text;
  }

  void print(const std::vector<Instruction>& body) {
    for (const Instruction& instruction : body) {
      if (const auto* repeat = std::get_if<Repeat>(&instruction.operation)) {
        open("repeat " + std::to_string(repeat->count));
        print(repeat->body);
        close();
        continue;
      }
      line(std::visit([&](const auto& operation) { return text_of(operation); },
                      instruction.operation) +
           uses(" wait ", instruction.waits) + uses(" signal ", instruction.signals));
    }
  }

  std::string uses(const std::string& word, const TokenUses& tokens) const {
    std::string text;
    for (const TokenUse& use : tokens) {
      text += (text.empty() ? word : ", ") + reference(kernel_->tokens, use.token);
      if (use.count != 1) text += ' ' + std::to_string(use.count);
    }
    return text;
  }

  std::string buffer(int index) const { return reference(kernel_->buffers, index); }

  std::string text_of(const Transfer& t) const {
    const std::string tensor = reference(program_.tensors, t.tensor);
    std::string text = std::string(word_for(t.kind)) + ' ';
    if (t.kind == Transfer::Kind::kStore) {
      text += buffer(t.buffer) + " -> " + tensor;
    } else if (t.kind == Transfer::Kind::kCopy) {
      text += buffer(t.buffer);
    } else {
      text += tensor + " -> " + buffer(t.buffer);
    }
    text += ' ' + std::to_string(t.rows) + " rows of " + bytes(t.row_bytes);
    if (t.shared_buffer_hit != 0) text += " hit " + number(t.shared_buffer_hit);
    if (t.cores != 1) text += " cores " + std::to_string(t.cores);
    return text;
  }

  std::string text_of(const Matmul& m) const {
    std::string text = "matmul " + buffer(m.a) + " * " + buffer(m.b) + " -> " + buffer(m.c) +
                       " m " + std::to_string(m.m) + " n " + std::to_string(m.n) + " k " +
                       std::to_string(m.k) + ' ' + std::string(name_of(m.type));
    if (m.useful_macs != m.m * m.n * m.k) text += " useful " + std::to_string(m.useful_macs);
    if (m.issue_share != 1) text += " share " + number(m.issue_share);
    return text;
  }

  std::string text_of(const VectorOperation& v) const {
    std::string text(word_for(v.kind));
    for (std::size_t i = 0; i < v.reads.size(); ++i) {
      text += (i == 0 ? " " : ", ") + buffer(v.reads[i]);
    }
    if (v.write >= 0) text += " -> " + buffer(v.write);
    for (const auto& [word, count] : work_classes()) {
      if (v.work.*count != 0) text += ' ' + std::string(word) + ' ' + number(v.work.*count);
    }
    return text + ' ' + std::string(name_of(v.type));
  }

  std::string text_of(const Collective& c) const {
    std::string text = std::string(word_for(c.kind)) + ' ' + bytes(c.bytes) + " over " +
                       std::to_string(c.chips) + " chips";
    if (c.chips_per_node > 0) text += " per_node " + std::to_string(c.chips_per_node);
    return c.schedule ? text + text_of(*c.schedule) : text;
  }

  static std::string text_of(const LinkSchedule& s) {
    return " start " + std::to_string(s.start.count()) + " ps steps " + std::to_string(s.steps) +
           " of " + std::to_string(s.step.count()) + " ps wire " + bytes(s.wire) + " at " +
           number(s.wire_share) + " copied " + bytes(s.copied) + " at " + number(s.copy_share);
  }

  std::string text_of(const Barrier& b) const {
    return "barrier " + std::string(name_of(b.engine));
  }

  std::string text_of(const Repeat&) const { return {}; }

  const Program& program_;
  const Kernel* kernel_ = nullptr;
  std::string text_;
  std::size_t depth_ = 0;
};

}  // namespace

std::string print_assembly(const Program& program) { return Printer(program).run(); }

}  // namespace tessera
