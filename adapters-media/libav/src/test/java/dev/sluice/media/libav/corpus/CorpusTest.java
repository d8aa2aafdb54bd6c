package dev.sluice.media.libav.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.media.libav.codec.Encoders;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

/** The cases that each build runs. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CorpusTest {
  private final CorpusRunner runner = new CorpusRunner();
  private final ExecutorService threads = Executors.newFixedThreadPool(2);
  private final List<CaseResult> results = new ArrayList<>();

  @AfterAll
  void close() throws IOException {
    threads.shutdownNow();
    runner.close();
    CorpusReport.write(results, compared(), Path.of("target", getClass().getSimpleName() + ".txt"));
  }

  /** Returns what the ffmpeg program made of the same cases. */
  List<CaseResult> compared() {
    return List.of();
  }

  /** Runs one case. */
  CaseResult run(CorpusCase test) {
    return runner.run(test);
  }

  CorpusRunner runner() {
    return runner;
  }

  /** Returns the cases to run. */
  List<CorpusCase> cases() {
    return Corpus.all().stream().filter(test -> !test.isSlow()).toList();
  }

  @TestFactory
  Stream<DynamicTest> corpus() {
    Assumptions.assumeTrue(Encoders.present(Encoders.X264), "the sources need x264");
    Map<CorpusCase, Future<CaseResult>> running = new LinkedHashMap<>();
    for (CorpusCase test : cases()) {
      running.put(test, threads.submit(() -> run(test)));
    }
    return running.entrySet().stream()
        .map(
            entry -> DynamicTest.dynamicTest(entry.getKey().name(), () -> judge(entry.getValue())));
  }

  private void judge(Future<CaseResult> running) throws Exception {
    CaseResult result = running.get();
    results.add(result);
    String reason = Corpus.KNOWN.get(result.test().name());
    if (reason == null) {
      assertThat(result.isGood()).as("%s: %s", result.grade(), result.detail()).isTrue();
    } else {
      assertThat(result.isGood())
          .as("this case is right now, so its place in the list of known faults ends: %s", reason)
          .isFalse();
    }
  }
}
