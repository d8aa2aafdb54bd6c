/** A source that is one file as an input: by ranges or in order. */
@NullMarked
package dev.sluice.media.web.input;

import org.jspecify.annotations.NullMarked;
