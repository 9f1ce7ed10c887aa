# A chain of processes: each starts the next in a session of its own and ends, deaf to the stop signals. By fork alone,
# which is ten times as fast as starting a program. Each writes its pid into the file.
# Usage: perl fleeing-chain.pl MICROSECONDS SECONDS [FILE]
use strict;
use warnings;
use POSIX ();
use Time::HiRes qw(time usleep);

my ($pause, $seconds, $file) = @ARGV;
my $until = time + $seconds;
$SIG{$_} = 'IGNORE' for qw(TERM INT HUP);
while (time < $until) {
    if (defined $file) {
        open(my $handle, '>', $file) or die;
        print {$handle} "$$\n";
        close $handle;
    }
    usleep($pause) if $pause > 0;
    exit 0 if fork;
    POSIX::setsid();
}
