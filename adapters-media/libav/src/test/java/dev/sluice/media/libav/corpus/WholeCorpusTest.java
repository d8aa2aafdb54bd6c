package dev.sluice.media.libav.corpus;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;

/**
 * All cases, or those whose names match the expression in {@code sluice.corpus.only}; {@code mvn
 * -Pcorpus verify} runs them. Where the ffmpeg program is on the path, it gets the same sources,
 * and the table says who differs.
 */
@Tag("corpus")
class WholeCorpusTest extends CorpusTest {
  private final Optional<Path> program = FfmpegProgram.find();
  private final List<CaseResult> compared = new CopyOnWriteArrayList<>();

  @Override
  List<CorpusCase> cases() {
    Pattern only = Pattern.compile(System.getProperty("sluice.corpus.only", ""));
    return Corpus.all().stream().filter(test -> only.matcher(test.name()).find()).toList();
  }

  @Override
  List<CaseResult> compared() {
    return compared;
  }

  @Override
  CaseResult run(CorpusCase test) {
    CaseResult result = super.run(test);
    program.ifPresent(found -> compare(found, test));
    return result;
  }

  private void compare(Path found, CorpusCase test) {
    try {
      String address = runner().address(runner().serve(test));
      compared.add(FfmpegProgram.run(found, test, address));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
