package dev.sluice.app.torture;

import dev.sluice.core.guard.AddressPolicy;
import dev.sluice.core.port.artifact.ArtifactStore;
import dev.sluice.core.port.media.MediaFetcher;
import dev.sluice.core.port.media.Transcoder;
import dev.sluice.core.port.store.Database;
import dev.sluice.media.libav.LibavTranscoder;
import dev.sluice.media.libav.sample.SampleClip;
import dev.sluice.media.web.WebMediaFetcher;
import dev.sluice.media.web.client.OkHttpWebClient;
import dev.sluice.storage.folder.FileArtifactStore;
import dev.sluice.storage.jdbc.JobDatabase;
import dev.sluice.storage.jdbc.TestPostgres;
import dev.sluice.testkit.crash.CrashContract;
import dev.sluice.testkit.site.LoopbackSite;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Deaths between any two steps of a job that real adapters run. */
@Tag("torture")
@Timeout(value = 30, unit = TimeUnit.MINUTES)
class CrashOnDatabasesTest {
  private static final byte[] CLIP =
      SampleClip.of("matroska", "h264", "aac").lasting(Duration.ofSeconds(1)).bytes();

  @Nested
  class OnH2 extends CrashContract {
    @TempDir Path folder;
    private int runs;

    @Override
    protected Adapters open() throws Exception {
      Path run = Files.createDirectories(folder.resolve("run" + runs++));
      return new RealAdapters(JobDatabase.embedded(run), run.resolve("objects"));
    }

    @Override
    protected void report(int deaths, List<String> wrong) throws Exception {
      Torture.report(deaths + " steps at which a process died, on H2; wrong: " + wrong);
    }
  }

  @Nested
  class OnPostgres extends CrashContract {
    @TempDir Path folder;
    private int runs;

    @Override
    protected Adapters open() throws Exception {
      Path run = Files.createDirectories(folder.resolve("run" + runs++));
      return new RealAdapters(
          JobDatabase.open(TestPostgres.freshDatabase()), run.resolve("objects"));
    }

    @Override
    protected void report(int deaths, List<String> wrong) throws Exception {
      Torture.report(deaths + " steps at which a process died, on PostgreSQL; wrong: " + wrong);
    }
  }

  /** Files over HTTP, libav, and a folder. */
  private static final class RealAdapters implements CrashContract.Adapters {
    private final JobDatabase database;
    private final Path objects;
    private final LoopbackSite site = LoopbackSite.start();
    private final OkHttpWebClient web =
        OkHttpWebClient.guardedBy(AddressPolicy.publicOnly().allowingHosts(List.of("127.0.0.1")));
    private final WebMediaFetcher fetcher = new WebMediaFetcher(web);
    private final LibavTranscoder transcoder = new LibavTranscoder();
    private final FileArtifactStore store;

    RealAdapters(JobDatabase database, Path objects) throws IOException {
      this.database = database;
      this.objects = Files.createDirectories(objects);
      this.store = FileArtifactStore.in(objects);
      site.serve("/one.mkv", CLIP);
      site.serve("/two.mkv", CLIP);
    }

    @Override
    public MediaFetcher fetcher() {
      return fetcher;
    }

    @Override
    public Transcoder transcoder() {
      return transcoder;
    }

    @Override
    public ArtifactStore store() {
      return store;
    }

    @Override
    public Database database() {
      return database;
    }

    @Override
    public List<String> sources() {
      return List.of(site.uri("/one.mkv").toString(), site.uri("/two.mkv").toString());
    }

    @Override
    public Map<String, byte[]> objects() {
      Map<String, byte[]> visible = new TreeMap<>();
      try (Stream<Path> files = Files.walk(objects)) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          if (!file.getFileName().toString().endsWith(".part")) {
            visible.put(objects.relativize(file).toString(), Files.readAllBytes(file));
          }
        }
        return visible;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void close() {
      fetcher.close();
      web.close();
      database.close();
      site.close();
    }
  }
}
