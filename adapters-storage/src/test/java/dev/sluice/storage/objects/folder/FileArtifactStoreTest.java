package dev.sluice.storage.objects.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.job.Secret;
import dev.sluice.core.port.ArtifactSink;
import dev.sluice.core.port.ArtifactStore;
import dev.sluice.core.port.ArtifactStore.IfExists;
import dev.sluice.core.port.StageMonitor;
import dev.sluice.core.request.ContentType;
import dev.sluice.core.request.ObjectPath;
import dev.sluice.testkit.ArtifactStoreContract;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileArtifactStoreTest extends ArtifactStoreContract {
  private static final Instant START = Instant.parse("2026-11-23T12:00:00Z");

  @TempDir Path parent;

  private final AtomicReference<Instant> now = new AtomicReference<>(START);
  private Path folder;
  private FileArtifactStore store;
  private LinkServer server;

  @Override
  protected void open() throws IOException {
    folder = parent.resolve("data/objects");
    server = new LinkServer();
    store =
        FileArtifactStore.in(folder)
            .withLinks(server::base, Secret.of("a key for links"), now::get);
    server.serve(store);
  }

  @Override
  protected void close() {
    server.close();
  }

  @Override
  protected ArtifactStore store() {
    return store;
  }

  @Override
  protected Set<String> names() {
    return files().filter(name -> !name.endsWith(".part")).collect(Collectors.toSet());
  }

  @Override
  protected List<String> unfinished() {
    return files().filter(name -> name.endsWith(".part")).toList();
  }

  @Override
  protected byte[] read(String path) {
    try {
      return Files.readAllBytes(folder.resolve(path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  protected boolean linksAreServed() {
    return true;
  }

  @Override
  protected boolean passTime(Duration time) {
    now.updateAndGet(before -> before.plus(time));
    return true;
  }

  private Stream<String> files() {
    if (!Files.exists(folder)) {
      return Stream.empty();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(file -> !Files.isDirectory(file))
          .map(file -> folder.relativize(file).toString())
          .toList()
          .stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void the_folder_is_made_at_first_use_and_not_before() {
    assertThat(parent).isEmptyDirectory();

    put("videos/talk.mp4", bytes(10, 1));

    assertThat(folder.resolve("videos/talk.mp4")).exists();
  }

  @Test
  void folders_made_for_an_object_that_is_given_up_are_removed_again() {
    try (ArtifactSink sink = create("videos/2026/talk.mp4")) {
      sink.begin(0);
      assertThat(folder.resolve("videos/2026")).isDirectory();
    }

    assertThat(parent).isEmptyDirectory();
  }

  @Test
  void folders_that_were_there_before_stay() throws IOException {
    Files.createDirectories(folder.resolve("videos"));

    try (ArtifactSink sink = create("videos/2026/talk.mp4")) {
      sink.begin(0);
    }

    assertThat(folder.resolve("videos")).isEmptyDirectory();
  }

  @Test
  void a_folder_that_another_object_needs_by_now_stays() {
    try (ArtifactSink sink = create("videos/one.mp4")) {
      sink.begin(0);
      put("videos/two.mp4", bytes(10, 1));
    }

    assertThat(names()).containsExactly("videos/two.mp4");
  }

  @Test
  void the_unfinished_file_lies_hidden_beside_its_target() {
    try (ArtifactSink sink = create("videos/talk.mp4")) {
      sink.begin(0);

      assertThat(unfinished()).singleElement().asString().startsWith("videos/.sluice-");
    }
  }

  @Test
  void a_symbolic_link_that_leads_out_is_refused() throws IOException {
    Path outside = Files.createDirectory(parent.resolve("outside"));
    Files.writeString(outside.resolve("secret.mp4"), "secret");
    Files.createDirectories(folder);
    Files.createSymbolicLink(folder.resolve("way-out"), outside);
    Files.createSymbolicLink(folder.resolve("secret.mp4"), outside.resolve("secret.mp4"));

    assertFailsWith(FailureCode.STORE_REFUSED, () -> put("way-out/talk.mp4", bytes(10, 1)));
    assertFailsWith(FailureCode.STORE_REFUSED, () -> put("way-out/new/talk.mp4", bytes(10, 1)));
    assertFailsWith(
        FailureCode.STORE_REFUSED, () -> store.delete(ObjectPath.of("way-out/secret.mp4")));
    assertThat(store.exists(ObjectPath.of("way-out/secret.mp4"))).isFalse();
    assertThat(store.exists(ObjectPath.of("secret.mp4"))).isFalse();
    assertThat(open("way-out/secret.mp4")).isFalse();
    assertThat(open("secret.mp4")).isFalse();
    assertThat(outside).isDirectoryContaining("glob:**secret.mp4");
    assertThat(outside.toFile().list()).hasSize(1);
    Files.delete(folder.resolve("way-out"));
    Files.delete(folder.resolve("secret.mp4"));
  }

  @Test
  void a_folder_that_is_itself_a_symbolic_link_is_fine() throws IOException {
    Path real = Files.createDirectory(parent.resolve("real"));
    Path link = Files.createSymbolicLink(parent.resolve("link"), real);
    FileArtifactStore linked = FileArtifactStore.in(link);

    try (ArtifactSink sink = create(linked, "a/talk.mp4")) {
      sink.begin(0);
      sink.commit();
    }

    assertThat(real.resolve("a/talk.mp4")).exists();
  }

  @Test
  void a_name_longer_than_the_file_system_takes_is_refused_with_its_length() {
    String name = "x".repeat(300);

    assertThatThrownBy(() -> put("videos/" + name, bytes(10, 1)))
        .isInstanceOf(SluiceException.class)
        .hasMessage(
            "The name has a part of 300 bytes; the file system takes fewer, most take 255.");
    assertThat(parent).isEmptyDirectory();
  }

  @Test
  void a_file_where_a_folder_is_needed_is_named() {
    put("talk.mp4", bytes(10, 1));

    assertThatThrownBy(() -> put("talk.mp4/part.mp4", bytes(10, 1)))
        .isInstanceOf(SluiceException.class)
        .hasMessageContaining("A file lies where 'talk.mp4/part.mp4' needs a folder");
    assertFailsWith(FailureCode.STORE_REFUSED, () -> put("talk.mp4/deeper/part.mp4", bytes(10, 1)));
  }

  @Test
  void a_folder_where_a_file_is_needed_is_named() {
    put("videos/talk.mp4", bytes(10, 1));

    assertThatThrownBy(() -> put("videos", bytes(10, 1)))
        .isInstanceOf(SluiceException.class)
        .hasMessageContaining("A folder lies where 'videos' needs a file");
  }

  @Test
  void names_of_unfinished_files_are_not_for_objects() {
    assertFailsWith(FailureCode.STORE_REFUSED, () -> create("videos/.sluice-1-2.part"));
  }

  @Test
  void a_full_disk_ends_the_object_and_leaves_no_part() {
    FileArtifactStore full = FileArtifactStore.in(folder, FullDisk.after(3 * MB));

    assertThatThrownBy(
            () -> {
              try (ArtifactSink sink = create(full, "videos/talk.mp4")) {
                sink.begin(0);
                write(sink, bytes(5 * MB, 1));
              }
            })
        .isInstanceOfSatisfying(
            SluiceException.class, e -> assertThat(e.code()).isEqualTo(FailureCode.STORE_FULL))
        .hasMessage(
            "No space is left on the disk of the folder " + folder + "; make room and try again.");
    assertThat(parent).isEmptyDirectory();
  }

  @Test
  void a_disk_that_fills_up_far_into_a_large_object_ends_it_too() {
    FileArtifactStore full = FileArtifactStore.in(folder, FullDisk.after(30 * MB));

    assertFailsWith(
        FailureCode.STORE_FULL,
        () -> {
          try (ArtifactSink sink = create(full, "videos/talk.mp4")) {
            sink.begin(0);
            // The thread that writes is behind: at the latest the commit tells.
            for (int i = 0; i < 16; i++) {
              write(sink, bytes(2 * MB, i));
            }
            sink.commit();
          }
        });
    assertThat(parent).isEmptyDirectory();
  }

  @Test
  void a_large_object_is_whole_after_its_head_was_rewritten_and_more_was_written()
      throws IOException {
    byte[] first = bytes(21 * MB + 17, 1);
    byte[] head = bytes(1_000, 2);
    byte[] last = bytes(12 * MB + 3, 3);
    try (ArtifactSink sink = create(FileArtifactStore.in(folder), "talk.mp4")) {
      sink.begin(2_000);
      write(sink, first);
      sink.rewrite(500, ByteBuffer.wrap(head));
      write(sink, last);
      sink.commit();
    }

    ByteBuffer expected = ByteBuffer.allocate(first.length + last.length);
    expected.put(first).put(last).put(500, head);
    assertThat(Files.readAllBytes(folder.resolve("talk.mp4"))).isEqualTo(expected.array());
  }

  @Test
  void a_large_object_that_is_begun_anew_forgets_what_was_written() throws IOException {
    byte[] second = bytes(9 * MB, 2);
    try (ArtifactSink sink = create(FileArtifactStore.in(folder), "talk.mp4")) {
      sink.begin(0);
      write(sink, bytes(25 * MB, 1));
      sink.begin(0);
      write(sink, second);
      sink.commit();
    }

    assertThat(Files.readAllBytes(folder.resolve("talk.mp4"))).isEqualTo(second);
  }

  @Test
  void a_folder_that_may_not_be_written_to_is_refused() throws IOException {
    Files.createDirectories(folder);
    assumeThat(folder.toFile().setWritable(false)).isTrue();
    assumeThat(Files.isWritable(folder)).as("root may write anywhere").isFalse();

    assertFailsWith(FailureCode.STORE_REFUSED, () -> put("talk.mp4", bytes(10, 1)));
    assertFailsWith(FailureCode.STORE_REFUSED, () -> store.check());
  }

  @Test
  void a_folder_that_cannot_be_made_is_no_working_store() throws IOException {
    Files.writeString(parent.resolve("data"), "a file");

    assertFailsWith(FailureCode.STORE_REFUSED, () -> store.check());
    assertFailsWith(FailureCode.STORE_REFUSED, () -> put("talk.mp4", bytes(10, 1)));
    Files.delete(parent.resolve("data"));
  }

  @Test
  void parts_of_dead_processes_are_swept_and_nothing_else() throws IOException {
    put("videos/old.mp4", bytes(10, 1));
    Path dead = Files.writeString(folder.resolve("videos/.sluice-1-1.part"), "dead");
    Path alive = Files.writeString(folder.resolve("videos/.sluice-1-2.part"), "alive");
    Path foreign = Files.writeString(folder.resolve("videos/.other.part"), "foreign");
    for (Path old : List.of(dead, foreign, folder.resolve("videos/old.mp4"))) {
      Files.setLastModifiedTime(old, FileTime.from(START.minus(Duration.ofHours(2))));
    }
    Files.setLastModifiedTime(alive, FileTime.from(START));

    int removed = store.sweep(START.minus(Duration.ofHours(1)));

    assertThat(removed).isEqualTo(1);
    assertThat(files())
        .containsExactlyInAnyOrder(
            "videos/old.mp4", "videos/.sluice-1-2.part", "videos/.other.part");
    Files.delete(alive);
    Files.delete(foreign);
  }

  @Test
  void sweeping_a_folder_that_is_not_there_is_no_failure() {
    assertThat(store.sweep(START)).isZero();
    assertThat(parent).isEmptyDirectory();
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
    put("talk.mp4", bytes(10, 1));

    assertThat(store.open("talk.mp4", "", "")).isEmpty();
    assertThat(store.open("talk.mp4", "soon", "x")).isEmpty();
    assertThat(store.open("talk.mp4", "-1", "x")).isEmpty();
    assertThat(store.open("talk.mp4", "9".repeat(40), "x")).isEmpty();
    assertThat(store.open("../talk.mp4", "1795438800", "x")).isEmpty();
    assertThat(FileArtifactStore.in(folder).open("talk.mp4", "1795438800", "x")).isEmpty();
  }

  @Test
  void a_link_signed_with_another_key_opens_nothing() {
    put("talk.mp4", bytes(10, 1));
    FileArtifactStore other =
        FileArtifactStore.in(folder).withLinks(server::base, Secret.of("another"), now::get);

    assertThat(open(other.link(ObjectPath.of("talk.mp4"), Duration.ofHours(1)))).isFalse();
    assertThat(open(store.link(ObjectPath.of("talk.mp4"), Duration.ofHours(1)))).isTrue();
  }

  @Test
  void without_a_server_a_link_leads_to_the_file() {
    put("a b.mp4", bytes(10, 1));

    URI link = FileArtifactStore.in(folder).link(ObjectPath.of("a b.mp4"), Duration.ofHours(1));

    assertThat(Path.of(link)).hasBinaryContent(bytes(10, 1));
  }

  @Test
  void an_existing_name_is_noticed_before_anything_is_written() {
    put("talk.mp4", bytes(10, 1));

    try (ArtifactSink sink = create("talk.mp4", IfExists.FAIL)) {
      assertFailsWith(FailureCode.NAME_TAKEN, () -> sink.begin(0));
    }
  }

  private boolean open(String path) {
    return open(store.link(ObjectPath.of(path), Duration.ofHours(1)));
  }

  private boolean open(URI link) {
    return LinkServer.open(store, link)
        .map(
            object -> {
              object.close();
              return true;
            })
        .orElse(false);
  }

  private ArtifactSink create(ArtifactStore in, String path) {
    return in.create(
        ObjectPath.of(path), new ContentType("video/mp4"), IfExists.REPLACE, StageMonitor.none());
  }
}
