package dev.sluice.http.api;

import dev.sluice.core.memory.InMemoryJobStore;
import dev.sluice.core.port.store.BatchStore;
import dev.sluice.core.port.store.JobStore;
import dev.sluice.core.port.store.Outbox;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;

/** A store whose lists fail as they are told; everything else works. */
final class BrokenJobStore {
  private final InMemoryJobStore memory = new InMemoryJobStore();
  private volatile Throwable failure;

  void fails(Throwable with) {
    failure = with;
  }

  JobStore store() {
    return (JobStore)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {JobStore.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("list")) {
                throw failure;
              }
              try {
                return method.invoke(memory, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  BatchStore batches() {
    return memory.batches();
  }

  Outbox outbox() {
    return memory;
  }
}
