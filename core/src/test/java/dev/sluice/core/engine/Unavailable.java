package dev.sluice.core.engine;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Makes every call of some ports fail while a test wants it. Thread-safe. */
final class Unavailable {
  private final AtomicInteger checks = new AtomicInteger();
  private volatile @Nullable SluiceException failure;
  private volatile boolean checksPass;

  void begin(FailureCode code) {
    failure = new SluiceException(code, "It is away");
  }

  /** Lets {@code check()} pass although all else fails. */
  void passChecks() {
    checksPass = true;
  }

  void end() {
    failure = null;
  }

  /** Returns how often {@code check()} has failed. */
  int failedChecks() {
    return checks.get();
  }

  <T> T at(Class<T> port, T adapter) {
    return port.cast(
        Proxy.newProxyInstance(
            port.getClassLoader(),
            new Class<?>[] {port},
            (proxy, method, arguments) -> {
              SluiceException now = failure;
              boolean isCheck = method.getName().equals("check");
              if (now != null && !method.getName().equals("onWakeup") && !(isCheck && checksPass)) {
                if (isCheck) {
                  checks.incrementAndGet();
                }
                throw now.copy();
              }
              try {
                return method.invoke(adapter, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            }));
  }
}
