package dev.sluice.http.api.routes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.memory.InMemoryArtifactStore;
import dev.sluice.core.port.artifact.ArtifactStore;
import dev.sluice.core.port.artifact.ArtifactStoreFactory;
import dev.sluice.core.request.ObjectPath;
import dev.sluice.core.tenant.BucketConfig;
import dev.sluice.http.api.RunningServer;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Storages that do not answer while somebody tries them out. */
class StorageTrialsTest {
  private static final String BODY =
      """
      {"endpoint":"https://s3.example","bucket":"films","access_key":"AKID","secret_key":"secret"}
      """;

  private final CountDownLatch two = new CountDownLatch(2);
  private final CountDownLatch answer = new CountDownLatch(1);
  private final RunningServer running =
      new RunningServer((sluice, keys) -> sluice.stores(new Silent()));
  private final ExecutorService clients = Executors.newFixedThreadPool(2);

  @AfterEach
  void stop() {
    clients.shutdownNow();
    running.close();
  }

  @Test
  void a_key_tries_two_at_a_time_and_others_are_not_kept_from_it() throws Exception {
    List<CompletableFuture<HttpResponse<byte[]>>> trials =
        Stream.of("/user/s3", "/user/bucket")
            .map(path -> CompletableFuture.supplyAsync(() -> tried(path), clients))
            .toList();
    assertThat(two.await(30, TimeUnit.SECONDS)).isTrue();

    HttpResponse<byte[]> third = tried("/user/s3");
    answer.countDown();

    assertThat(third.statusCode()).isEqualTo(429);
    assertThat(third.headers().firstValue("Retry-After")).isPresent();
    for (CompletableFuture<HttpResponse<byte[]>> trial : trials) {
      assertThat(trial.get(30, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
    }
    assertThat(tried("/user/s3").statusCode()).as("places are free again").isEqualTo(200);
  }

  private HttpResponse<byte[]> tried(String path) {
    return running.call("POST", path, BODY);
  }

  /** Answers trials only when it may. */
  private final class Silent implements ArtifactStoreFactory {
    private final ArtifactStoreFactory others = new InMemoryArtifactStore.Factory();

    @Override
    public ArtifactStore of(BucketConfig settings) {
      return others.of(settings);
    }

    @Override
    public void tryOut(BucketConfig settings, ObjectPath path) {
      two.countDown();
      try {
        if (!answer.await(5, TimeUnit.SECONDS)) {
          throw new AssertionError("nobody answered");
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
