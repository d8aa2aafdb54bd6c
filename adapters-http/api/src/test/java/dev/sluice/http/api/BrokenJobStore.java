package dev.sluice.http.api;

import dev.sluice.core.memory.InMemoryDatabase;
import dev.sluice.core.port.store.Database;
import dev.sluice.core.port.store.JobStore;
import dev.sluice.testkit.fake.PatchedDatabase;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;

/** A store whose lists fail as they are told; everything else works. */
final class BrokenJobStore {
  private final Database memory = new InMemoryDatabase();
  private volatile Throwable failure;

  void fails(Throwable with) {
    failure = with;
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
                throw failure;
              }
              try {
                return method.invoke(memory.jobs(), arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }
}
