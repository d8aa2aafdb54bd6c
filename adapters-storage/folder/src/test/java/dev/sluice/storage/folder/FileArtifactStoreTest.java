package dev.sluice.storage.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.artifact.ArtifactSink;
import dev.sluice.core.port.artifact.ArtifactStore;
import dev.sluice.core.port.artifact.ArtifactStore.IfExists;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.core.request.ContentType;
import dev.sluice.core.request.ObjectPath;
import dev.sluice.core.tenant.Secret;
import dev.sluice.testkit.contract.ArtifactStoreContract;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
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

  @Test
  void an_unfinished_file_is_known_as_one_in_every_locale() throws IOException {
    Locale usual = Locale.getDefault();
    // Its digits are not those of ASCII.
    Locale.setDefault(new Locale("fa", "IR"));
    try (ArtifactSink sink =
        store.create(
            ObjectPath.of("film.mp4"),
            new ContentType("video/mp4"),
            IfExists.FAIL,
            StageMonitor.none())) {
      sink.begin(0);

      assertThat(unfinished()).hasSize(1).allMatch(PartFile::isOne);
    } finally {
      Locale.setDefault(usual);
    }
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

    try (ArtifactSink sink = ObjectFolderFixture.create(linked, "a/talk.mp4")) {
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
        .hasMessageContaining("A file exists where 'talk.mp4/part.mp4' needs a folder");
    assertFailsWith(FailureCode.STORE_REFUSED, () -> put("talk.mp4/deeper/part.mp4", bytes(10, 1)));
  }

  @Test
  void a_folder_where_a_file_is_needed_is_named() {
    put("videos/talk.mp4", bytes(10, 1));

    assertThatThrownBy(() -> put("videos", bytes(10, 1)))
        .isInstanceOf(SluiceException.class)
        .hasMessageContaining("A folder exists where 'videos' needs a file");
  }

  @Test
  void names_of_unfinished_files_are_not_for_objects() {
    assertFailsWith(FailureCode.STORE_REFUSED, () -> create("videos/.sluice-1-2.part"));
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
    Path foreign = Files.writeString(folder.resolve("videos/.other.part"), "foreign");
    for (Path old : List.of(dead, foreign, folder.resolve("videos/old.mp4"))) {
      writtenAgo(old, Duration.ofHours(2));
    }
    List<String> before = unfinished();
    try (ArtifactSink sink = create("videos/new.mp4", IfExists.FAIL)) {
      sink.begin(0);
      String own =
          unfinished().stream().filter(name -> !before.contains(name)).findFirst().orElseThrow();
      writtenAgo(folder.resolve(own), Duration.ofHours(2));

      int removed = store.sweep(Instant.now().minus(Duration.ofHours(1)));

      assertThat(removed).isEqualTo(1);
      assertThat(files()).containsExactlyInAnyOrder("videos/old.mp4", own, "videos/.other.part");
    }
    Files.delete(foreign);
  }

  @Test
  void a_part_without_a_lock_may_be_written_on_another_machine_until_it_is_silent()
      throws IOException {
    Instant longAgo = Instant.now().minus(Duration.ofHours(7));
    Path part = folder.resolve("videos/.sluice-1-1.part");
    Files.createDirectories(part.getParent());
    Files.writeString(part, "written where locks are not seen");

    writtenAgo(part, Duration.ofMinutes(5));
    assertThat(store.sweep(longAgo)).isZero();

    writtenAgo(part, Duration.ofMinutes(11));
    assertThat(store.sweep(longAgo)).isEqualTo(1);
    assertThat(part).doesNotExist();
  }

  @Test
  void only_the_files_of_the_folder_itself_are_swept_on_request() throws IOException {
    Files.createDirectories(folder.resolve("videos"));
    Path here = Files.writeString(folder.resolve(".sluice-1-1.part"), "dead");
    Path within = Files.writeString(folder.resolve("videos/.sluice-1-2.part"), "dead");
    for (Path part : List.of(here, within)) {
      writtenAgo(part, Duration.ofMinutes(11));
    }

    assertThat(store.sweepFilesHere(Instant.now().minus(Duration.ofHours(7)))).isEqualTo(1);

    assertThat(here).doesNotExist();
    assertThat(within).exists();
    Files.delete(within);
  }

  @Test
  void what_was_written_before_the_only_process_started_is_swept_at_once() throws IOException {
    Path part = folder.resolve("videos/.sluice-1-1.part");
    Files.createDirectories(part.getParent());
    Files.writeString(part, "has just died");
    writtenAgo(part, Duration.ofMinutes(1));

    assertThat(store.sweep(Instant.now())).isEqualTo(1);
  }

  private static void writtenAgo(Path file, Duration time) throws IOException {
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(time)));
  }

  @Test
  void a_part_of_another_process_is_swept_when_that_has_died_and_not_before() throws Exception {
    Process writer =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                UnfinishedWriter.class.getName(),
                folder.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader said = writer.inputReader(StandardCharsets.UTF_8)) {
      assertThat(said.lines().filter("written"::equals).findFirst()).isPresent();
      assertThat(unfinished()).hasSize(1);
      Instant later = Instant.now().plusSeconds(60);

      assertThat(store.sweep(later)).isZero();

      writer.destroyForcibly().waitFor();
      assertThat(store.sweep(later)).isEqualTo(1);
      assertThat(unfinished()).isEmpty();
    } finally {
      writer.destroyForcibly();
    }
  }

  @Test
  void sweeping_a_folder_that_is_not_there_is_no_failure() {
    assertThat(store.sweep(START)).isZero();
    assertThat(parent).isEmptyDirectory();
  }

  @Test
  void an_existing_name_is_noticed_before_anything_is_written() {
    put("talk.mp4", bytes(10, 1));

    try (ArtifactSink sink = create("talk.mp4", IfExists.FAIL)) {
      assertFailsWith(FailureCode.NAME_TAKEN, () -> sink.begin(0));
    }
  }

  private boolean open(String path) {
    return LinkServer.opens(store, store.link(ObjectPath.of(path), Duration.ofHours(1)));
  }
}
