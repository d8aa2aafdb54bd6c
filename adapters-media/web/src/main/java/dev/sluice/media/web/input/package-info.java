/** PLACEHOLDER */
@NullMarked
package dev.sluice.media.web.input;

import org.jspecify.annotations.NullMarked;
