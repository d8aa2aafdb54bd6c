package dev.sluice.storage.folder;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.request.ObjectPath;
import dev.sluice.core.tenant.Secret;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Signed links to the files of a folder. */
class FileLinksTest extends ObjectFolderFixture {
  private static final Instant START = Instant.parse("2026-11-23T12:00:00Z");

  private LinkServer server;
  private FileArtifactStore store;

  @BeforeEach
  void open() throws IOException {
    server = new LinkServer();
    store = linking("a key for links");
  }

  @AfterEach
  void close() {
    server.close();
  }

  private FileArtifactStore linking(String key) {
    return FileArtifactStore.in(folder).withLinks(server::base, Secret.of(key), () -> START);
  }

  @Test
  void a_link_names_the_object_the_end_and_a_signature() {
    URI link = store.link(ObjectPath.of("videos/a b+c%.mp4"), Duration.ofHours(1));

    assertThat(link.toString())
        .matches(
            "http://127.0.0.1:\\d+/files/videos/a%20b%2Bc%25.mp4"
                + "\\?expires=1795438800&signature=[A-Za-z0-9_-]{43}");
  }

  @Test
  void a_link_lives_for_seven_days_at_most() {
    URI link = store.link(ObjectPath.of("talk.mp4"), Duration.ofDays(1_000_000));

    assertThat(link.getQuery())
        .startsWith("expires=" + START.plus(Duration.ofDays(7)).getEpochSecond());
  }

  @Test
  void nonsense_in_a_link_opens_nothing() {
    put(store, "talk.mp4", bytes(10, 1));

    assertThat(store.open("talk.mp4", "", "")).isEmpty();
    assertThat(store.open("talk.mp4", "soon", "x")).isEmpty();
    assertThat(store.open("talk.mp4", "-1", "x")).isEmpty();
    assertThat(store.open("talk.mp4", "9".repeat(40), "x")).isEmpty();
    assertThat(store.open("../talk.mp4", "1795438800", "x")).isEmpty();
    assertThat(FileArtifactStore.in(folder).open("talk.mp4", "1795438800", "x")).isEmpty();
  }

  @Test
  void a_link_signed_with_another_key_opens_nothing() {
    put(store, "talk.mp4", bytes(10, 1));
    FileArtifactStore other = linking("another");

    assertThat(LinkServer.opens(store, other.link(ObjectPath.of("talk.mp4"), Duration.ofHours(1))))
        .isFalse();
    assertThat(LinkServer.opens(store, store.link(ObjectPath.of("talk.mp4"), Duration.ofHours(1))))
        .isTrue();
  }

  @Test
  void without_a_server_a_link_leads_to_the_file() {
    put(store, "a b.mp4", bytes(10, 1));

    URI link = FileArtifactStore.in(folder).link(ObjectPath.of("a b.mp4"), Duration.ofHours(1));

    assertThat(Path.of(link)).hasBinaryContent(bytes(10, 1));
  }
}
