package dev.sluice.http.api.routes;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.http.api.RunningServer;
import dev.sluice.testkit.fake.FakeSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

/** An API with workers. */
abstract class JobRoutesFixture {
  final RunningServer running = new RunningServer();

  @AfterEach
  void stop() {
    running.fetcher.readGate().open();
    running.close();
  }

  void fails(String url, FailureCode code, String sentence) {
    running.fetcher.offer(url, FakeSource.refusing(new SluiceException(code, sentence)));
  }

  String submit(String url) {
    return running.json("POST", "/jobs", "{\"url\":\"" + url + "\"}").get("job_id").textValue();
  }

  static List<String> ids(JsonNode list) {
    List<String> ids = new ArrayList<>();
    list.get("jobs").forEach(job -> ids.add(job.get("id").textValue()));
    return ids;
  }
}
