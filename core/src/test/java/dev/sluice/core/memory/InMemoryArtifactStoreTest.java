package dev.sluice.core.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.port.artifact.ArtifactSink;
import dev.sluice.core.port.artifact.ArtifactStore;
import dev.sluice.core.request.ObjectPath;
import dev.sluice.testkit.contract.ArtifactStoreContract;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class InMemoryArtifactStoreTest extends ArtifactStoreContract {
  private final InMemoryArtifactStore store = new InMemoryArtifactStore();

  @Override
  protected ArtifactStore store() {
    return store;
  }

  @Override
  protected Set<String> names() {
    return store.names().stream().map(ObjectPath::value).collect(Collectors.toSet());
  }

  @Override
  protected byte[] read(String path) {
    return store.bytes(ObjectPath.of(path)).orElseThrow();
  }

  @Override
  protected List<String> unfinished() {
    return List.of();
  }

  @AfterEach
  void every_sink_of_the_contract_was_closed() {
    store.requireNoOpenSink();
  }

  @Test
  void a_sink_left_open_is_noticed() {
    try (ArtifactSink sink = create("talk.mp4")) {
      sink.begin(0);
      assertThat(store.openSinks()).isEqualTo(1);
      assertThatThrownBy(store::requireNoOpenSink).isInstanceOf(IllegalStateException.class);
    }
    store.requireNoOpenSink();
  }

  @Test
  void bytes_given_out_are_a_copy() {
    put("talk.mp4", new byte[] {1});

    read("talk.mp4")[0] = 2;

    assertThat(read("talk.mp4")).containsExactly(1);
    assertThat(store.type(ObjectPath.of("talk.mp4"))).hasToString("Optional[video/mp4]");
  }
}
