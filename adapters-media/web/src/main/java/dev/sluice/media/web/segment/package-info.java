/** PLACEHOLDER */
@NullMarked
package dev.sluice.media.web.segment;

import org.jspecify.annotations.NullMarked;
