#!/bin/sh
# xbar and SwiftBar: the live session in the menu bar, its details in the menu.
#
# Install: cp onwatch.10s.sh ~/Library/Application\ Support/xbar/plugins/
#          chmod +x that copy, and choose Refresh all in xbar's menu.
# Change:  the 10s in the file's name: how often it is asked.
#
# <xbar.title>onwatch</xbar.title>
# <xbar.desc>The live work session.</xbar.desc>
# <xbar.dependencies>onwatch</xbar.dependencies>

PATH="$HOME/.cargo/bin:/opt/homebrew/bin:/usr/local/bin:$PATH"
exec onwatch status --xbar
