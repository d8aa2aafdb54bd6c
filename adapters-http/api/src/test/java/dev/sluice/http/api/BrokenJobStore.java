package dev.sluice.http.api;

import dev.sluice.core.memory.InMemoryDatabase;
import dev.sluice.core.port.store.Database;
import dev.sluice.core.port.store.JobStore;
import dev.sluice.testkit.fake.PatchedDatabase;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.CountDownLatch;

/** A store whose lists fail or hang on demand; everything else works. */
final class BrokenJobStore {
  private final Database memory = new InMemoryDatabase();
  private volatile Throwable failure;
  private volatile CountDownLatch hanging = new CountDownLatch(0);

  void fails(Throwable with) {
    failure = with;
  }

  void hangs(CountDownLatch until) {
    hanging = until;
  }

  Database database() {
    return PatchedDatabase.of(memory).jobs(jobs());
  }

  private JobStore jobs() {
    return (JobStore)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {JobStore.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("list")) {
                hanging.await();
                if (failure != null) {
                  throw failure;
                }
              }
              try {
                return method.invoke(memory.jobs(), arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }
}
