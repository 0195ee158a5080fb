#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <sunsi/cli/render.hpp>
#include <sunsi/core/error.hpp>
#include <vector>

namespace sunsi::cli {
namespace {

/// Runs a program found on the path; its exit status, or -1 when it cannot be started.
int run_program(const std::vector<std::string>& words, bool silent) {
  std::vector<char*> argv;
  for (const std::string& word : words) {
    argv.push_back(const_cast<char*>(word.c_str()));
  }
  argv.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  if (silent) {
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", 1 /* O_WRONLY */, 0);
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", 1, 0);
  }
  pid_t pid = 0;
  const int failed = ::posix_spawnp(&pid, argv[0], &actions, nullptr, argv.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  int status = 0;
  if (failed != 0 || ::waitpid(pid, &status, 0) != pid) {
    return -1;
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

/// The first interpreter that can import the module; empty when there is none.
std::string find_interpreter(const std::string& module) {
  std::vector<std::string> candidates;
  if (const char* chosen = std::getenv("SUNSI_PYTHON"); chosen != nullptr && *chosen != '\0') {
    candidates.emplace_back(chosen);
  } else {
    std::error_code ec;
    const std::filesystem::path exe = std::filesystem::read_symlink("/proc/self/exe", ec);
    if (!ec && std::filesystem::exists(exe.parent_path() / "python3", ec)) {
      candidates.push_back((exe.parent_path() / "python3").string());
    }
    candidates.emplace_back("python3");
  }
  for (const std::string& candidate : candidates) {
    if (run_program({candidate, "-c", "import " + module}, true) == 0) {
      return candidate;
    }
  }
  return "";
}

/// Runs a renderer over a folder.
/// \param module   the renderer
/// \param product  what it makes, in words
int render(const char* module,
           const char* product,
           const std::filesystem::path& folder,
           Rendering rendering,
           bool quiet) {
  const std::string interpreter = find_interpreter(module);
  if (interpreter.empty()) {
    const std::string how = fmt::format(
        "no Python that can import {}: `pip install .` and run `sunsi report {}` (or set "
        "SUNSI_PYTHON)",
        module, folder.string());
    if (rendering == Rendering::required) {
      throw core::DataError(how);
    }
    std::fputs(
        fmt::format("sunsi: the tables are complete, the {} is not rendered: {}\n", product, how)
            .c_str(),
        stderr);
    return 0;
  }
  std::vector<std::string> words{interpreter, "-m", module, folder.string()};
  if (quiet) {
    words.emplace_back("--quiet");
  }
  const int status = run_program(words, false);
  return status == 1 || status < 0
             ? 3
             : status;  // an uncaught failure of the renderer: no report was written
}

}  // namespace

int render_report(const std::filesystem::path& folder, Rendering rendering) {
  return render("sunsi.report", "report", folder, rendering, false);
}

int render_plane(const std::filesystem::path& folder, Rendering rendering, bool quiet) {
  return render("sunsi.plane", "figure", folder, rendering, quiet);
}

}  // namespace sunsi::cli
