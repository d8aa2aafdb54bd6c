/** A job from end to end, shown to a newcomer: real server, real HTTP, real media. */
package dev.sluice.app.demo;
