//go:build tools

// Package tools names the program to build, so that go.mod and go.sum pin it and all it needs.
package tools

import _ "github.com/aliyun/ossutil"
