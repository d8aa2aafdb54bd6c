package dev.sluice.core.engine;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.function.Consumer;

/** A port one of whose methods runs an action of a test, which may throw. Thread-safe. */
final class Intercepted {
  private Intercepted() {}

  /** Runs the action with the first argument, before the call. */
  static <T> T before(Class<T> port, T adapter, String name, Consumer<Object> action) {
    return intercepted(port, adapter, name, action, () -> {});
  }

  /** Runs the action when the call has succeeded. */
  static <T> T after(Class<T> port, T adapter, String name, Runnable action) {
    return intercepted(port, adapter, name, argument -> {}, action);
  }

  private static <T> T intercepted(
      Class<T> port, T adapter, String name, Consumer<Object> before, Runnable after) {
    return port.cast(
        Proxy.newProxyInstance(
            port.getClassLoader(),
            new Class<?>[] {port},
            (proxy, method, arguments) -> {
              boolean isMeant = method.getName().equals(name);
              if (isMeant) {
                before.accept(arguments[0]);
              }
              Object result;
              try {
                result = method.invoke(adapter, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
              if (isMeant) {
                after.run();
              }
              return result;
            }));
  }
}
