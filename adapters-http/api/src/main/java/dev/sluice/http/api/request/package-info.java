/** Requests as typed commands: the table of a job's options, and the parsers of bodies. */
@NullMarked
package dev.sluice.http.api.request;

import org.jspecify.annotations.NullMarked;
