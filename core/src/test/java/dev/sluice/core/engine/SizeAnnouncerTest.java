package dev.sluice.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.job.JobStatus;
import dev.sluice.core.port.artifact.ArtifactSink;
import dev.sluice.core.port.artifact.ArtifactStore;
import dev.sluice.core.request.JobRequest;
import dev.sluice.core.tenant.TenantId;
import dev.sluice.core.tenant.TenantQuota;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a sink is told about the size of its object. */
class SizeAnnouncerTest {
  private final EngineRig rig = new EngineRig();
  private final List<String> calls = new CopyOnWriteArrayList<>();

  @AfterEach
  void nothing_is_left_open() {
    rig.close();
  }

  @Test
  void a_sink_hears_about_the_size_before_it_begins() throws Exception {
    assertThat(firstCalls()).containsExactly("expect 300000", "begin");
  }

  @Test
  void a_sink_hears_about_the_size_although_a_quota_counts_its_bytes() throws Exception {
    rig.database
        .keys()
        .setQuota(TenantId.LOCAL, TenantQuota.UNLIMITED.withStorage(Optional.of(1_000_000L)));

    assertThat(firstCalls()).containsExactly("expect 300000", "begin");
  }

  private List<String> firstCalls() throws Exception {
    ArtifactStore listening =
        proxy(
            ArtifactStore.class,
            rig.store,
            (name, result, argument) ->
                name.equals("create")
                    ? proxy(ArtifactSink.class, (ArtifactSink) result, this::note)
                    : result);
    rig.start(rig.builder().store(listening));
    assertThat(rig.finished(JobRequest.of(EngineRig.URL)).status()).isEqualTo(JobStatus.COMPLETED);
    return calls.subList(0, 2);
  }

  private Object note(String name, Object result, Object argument) {
    if (name.equals("expect")) {
      calls.add("expect " + argument);
    }
    if (name.equals("begin")) {
      calls.add("begin");
    }
    return result;
  }

  private interface After {
    Object returned(String method, Object result, Object firstArgument);
  }

  private static <T> T proxy(Class<T> type, T target, After after) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (self, method, arguments) -> {
              try {
                Object result = method.invoke(target, arguments);
                return after.returned(
                    method.getName(), result, arguments == null ? "" : arguments[0]);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            }));
  }
}
