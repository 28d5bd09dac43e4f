// Package wire is the adapter's side of the protocol for Go.
package wire

import (
	"bufio"
	"context"
	"encoding/json"
	"net"
	"net/http"
	"net/url"
	"os"
)

// Object names one version of a key.
type Object struct {
	Key       string `json:"key"`
	VersionID string `json:"versionId"`
}

// Command is every argument of every operation; absent ones are zero.
type Command struct {
	ID int    `json:"id"`
	Op string `json:"op"`
	As string `json:"as"`

	Endpoint        string `json:"endpoint"`
	Region          string `json:"region"`
	AccessKeyID     string `json:"accessKeyId"`
	AccessKeySecret string `json:"accessKeySecret"`
	SecurityToken   string `json:"securityToken"`
	Signature       string `json:"signature"`
	Addressing      string `json:"addressing"`
	Anonymous       bool   `json:"anonymous"`

	Object
	Bucket          string            `json:"bucket"`
	Body            string            `json:"body"`
	Target          string            `json:"target"`
	ContentType     string            `json:"contentType"`
	Metadata        map[string]string `json:"metadata"`
	Tags            map[string]string `json:"tags"`
	ACL             string            `json:"acl"`
	StorageClass    string            `json:"storageClass"`
	ForbidOverwrite bool              `json:"forbidOverwrite"`
	Status          string            `json:"status"`
	Range           []int64           `json:"range"`
	IfNoneMatch     string            `json:"ifNoneMatch"`
	SourceKey       string            `json:"sourceKey"`
	SourceVersionID string            `json:"sourceVersionId"`
	Objects         []Object          `json:"objects"`
	Quiet           bool              `json:"quiet"`

	Prefix            string `json:"prefix"`
	Delimiter         string `json:"delimiter"`
	Marker            string `json:"marker"`
	StartAfter        string `json:"startAfter"`
	ContinuationToken string `json:"continuationToken"`
	KeyMarker         string `json:"keyMarker"`
	VersionIDMarker   string `json:"versionIdMarker"`
	MaxKeys           int    `json:"maxKeys"`

	Method  string `json:"method"`
	Expires int64  `json:"expires"`
}

// Result is what an operation answers.
type Result map[string]any

// Failure is what a client told about an error.
type Failure struct {
	Status    int    `json:"status,omitempty"`
	Code      string `json:"code,omitempty"`
	Message   string `json:"message,omitempty"`
	EC        string `json:"ec,omitempty"`
	RequestID string `json:"requestId,omitempty"`
}

// Operations maps the name of an operation to what does it.
type Operations map[string]func(Command) (Result, error)

type answer struct {
	ID    int      `json:"id"`
	Ok    Result   `json:"ok,omitempty"`
	Error *Failure `json:"error,omitempty"`
}

// Serve answers every line of stdin until it ends.
func Serve(operations Operations, describe func(error) Failure) {
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 16<<20)
	out := json.NewEncoder(os.Stdout)
	out.SetEscapeHTML(false)
	for lines.Scan() {
		var command Command
		if err := json.Unmarshal(lines.Bytes(), &command); err != nil {
			panic(err)
		}
		if err := out.Encode(run(operations, describe, command)); err != nil {
			panic(err)
		}
	}
}

func run(operations Operations, describe func(error) Failure, command Command) answer {
	operation, known := operations[command.Op]
	if !known {
		return answer{command.ID, nil, &Failure{Code: "AdapterLacksOperation", Message: "no operation " + command.Op}}
	}
	result, err := operation(command)
	if err != nil {
		failure := describe(err)
		return answer{command.ID, nil, &failure}
	}
	if len(result) == 0 {
		result = Result{"done": true}
	}
	return answer{command.ID, result, nil}
}

// LocalHTTP is a client for which every host name is this machine: bucket names in the host need no resolver.
func LocalHTTP() *http.Client {
	dialer := net.Dialer{}
	return &http.Client{
		Transport: &http.Transport{
			MaxIdleConnsPerHost: 10,
			DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
				_, port, err := net.SplitHostPort(address)
				if err != nil {
					return nil, err
				}
				return dialer.DialContext(ctx, network, net.JoinHostPort("127.0.0.1", port))
			},
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// TagQuery writes tags as the header x-oss-tagging wants them.
func TagQuery(tags map[string]string) string {
	values := url.Values{}
	for name, value := range tags {
		values.Set(name, value)
	}
	return values.Encode()
}
