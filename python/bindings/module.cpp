#include <nanobind/nanobind.h>
#include <nanobind/stl/string.h>

#include <chrono>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <sunsi/core/error.hpp>
#include <sunsi/core/provenance.hpp>
#include <thread>

#include "bindings.hpp"

namespace sunsi::python {
namespace {

constexpr std::chrono::milliseconds between_looks{20};  // how late Ctrl-C is noticed

void set_error(const char* name, const std::exception& error) {
  const std::string_view what = error.what();
  const nb::object type = nb::module_::import_("sunsi.errors").attr(name);
  const auto text =
      nb::steal(PyUnicode_DecodeUTF8(what.data(), static_cast<Py_ssize_t>(what.size()), "replace"));
  PyErr_SetObject(type.ptr(), text.ptr());
}

void translate(const std::exception_ptr& pointer, void*) {
  try {
    std::rethrow_exception(pointer);
  } catch (const core::InvalidInput& error) {  // ConfigError is one
    set_error("ConfigError", error);
  } catch (const core::DataError& error) {
    set_error("DataError", error);
  } catch (const core::NumericalError& error) {
    set_error("NumericalError", error);
  } catch (const core::Interrupted& error) {
    PyErr_SetString(PyExc_KeyboardInterrupt, error.what());
  }
}

/// Whether a signal's handler raised; its exception is then set in this thread.
bool signal_raised() {
  const nb::gil_scoped_acquire gil;
  return PyErr_CheckSignals() != 0;
}

}  // namespace

void run_interruptibly(const std::function<void(const pipeline::Monitor&)>& work) {
  std::atomic<bool> stop{false};
  std::exception_ptr error;
  bool raised = false;
  {
    const nb::gil_scoped_release no_gil;
    std::mutex mutex;
    std::condition_variable changed;
    bool done = false;
    std::thread worker([&] {
      try {
        work({{}, &stop});
      } catch (...) {
        error = std::current_exception();
      }
      const std::lock_guard lock(mutex);
      done = true;
      changed.notify_one();
    });
    std::unique_lock lock(mutex);
    while (!changed.wait_for(lock, between_looks, [&] { return done; })) {
      lock.unlock();
      raised = raised || signal_raised();
      stop = raised;
      lock.lock();
    }
    lock.unlock();
    worker.join();
  }
  if (raised) {
    nb::raise_python_error();
  }
  if (error) {
    std::rethrow_exception(error);
  }
}

}  // namespace sunsi::python

NB_MODULE(_core, module) {
  using namespace sunsi;
  module.doc() = "The compiled part of sunsi; use the names of the package itself.";
  module.attr("__version__") = std::string(core::version());
  module.attr("git_commit") = std::string(core::git_commit());
  nanobind::register_exception_translator(python::translate);
  module.def("override_place", &pipeline::override_place, nanobind::arg("path"),
             nanobind::arg("value"));
  python::bind_inputs(module);
  python::bind_functions(module);
  python::bind_bounds(module);
  python::bind_fit(module);
}
