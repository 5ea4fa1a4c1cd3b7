// Go 1.21 or later, with its standard library only.
// Signs calls, sends and retries them. Reads api-key and private.pem from the current folder, BASE_URL from the environment.
package main

import (
	"bytes"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"io"
	jitter "math/rand"
	"net/http"
	"os"
	"strconv"
	"strings"
	"time"
)

type object = map[string]any

type answer struct {
	body object
	etag string
}

var (
	baseURL    = strings.TrimSuffix(os.Getenv("BASE_URL"), "/")
	apiKey     = strings.TrimSpace(string(must(os.ReadFile("api-key"))))
	privateKey = must(parse(must(os.ReadFile("private.pem"))))
	client     = http.Client{
		Timeout: time.Minute,
		// A signature is good for one URL.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
)

func must[T any](value T, err error) T {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	return value
}

func random() string {
	id := make([]byte, 16)
	must(rand.Read(id))
	return hex.EncodeToString(id)
}

func parse(file []byte) (*rsa.PrivateKey, error) {
	block, _ := pem.Decode(file)
	if block == nil {
		return nil, fmt.Errorf("private.pem is not PEM")
	}
	key, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return nil, err
	}
	if key, ok := key.(*rsa.PrivateKey); ok {
		return key, nil
	}
	return nil, fmt.Errorf("private.pem is not an RSA key")
}

// attempt sends a call once. Each attempt has a token of its own.
func attempt(method, uri string, body []byte, headers map[string]string) (*http.Response, []byte, error) {
	bodyHash, now := sha256.Sum256(body), time.Now().Unix()
	signed := map[string]string{}
	for name, value := range headers {
		if name == "content-type" || name == "idempotency-key" || name == "if-match" {
			signed[name] = value
		}
	}
	claims, err := json.Marshal(object{
		"iss":      "nuvera-api",
		"aud":      "nuvera-rest-api",
		"sub":      apiKey,
		"method":   method,
		"uri":      uri,
		"bodyHash": hex.EncodeToString(bodyHash[:]),
		"headers":  signed,
		"iat":      now,
		"exp":      now + 60,
		"jti":      random(),
	})
	if err != nil {
		return nil, nil, err
	}
	base64url := base64.RawURLEncoding.EncodeToString
	input := base64url([]byte(`{"alg":"RS256","typ":"JWT"}`)) + "." + base64url(claims)
	digest := sha256.Sum256([]byte(input))
	signature, err := rsa.SignPKCS1v15(nil, privateKey, crypto.SHA256, digest[:])
	if err != nil {
		return nil, nil, err
	}

	request, err := http.NewRequest(method, baseURL+uri, bytes.NewReader(body))
	if err != nil {
		return nil, nil, err
	}
	for name, value := range headers {
		request.Header.Set(name, value)
	}
	request.Header.Set("x-api-key", apiKey)
	request.Header.Set("authorization", "Bearer "+input+"."+base64url(signature))
	response, err := client.Do(request)
	if err != nil {
		return nil, nil, err
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	return response, text, err
}

// call returns the answer, or an error that names the status and holds the problem document. Names of headers are in
// lower case. All attempts at a POST have the same idempotency key: yours, or a new one.
func call(method, uri string, body []byte, headers map[string]string) (answer, error) {
	sent := map[string]string{}
	if len(body) > 0 {
		sent["content-type"] = "application/json"
	}
	if method == "POST" {
		sent["idempotency-key"] = random()
	}
	for name, value := range headers {
		sent[name] = value
	}
	for pause := time.Second; ; pause *= 2 {
		response, text, err := attempt(method, uri, body, sent)
		if err == nil && response.StatusCode/100 == 2 {
			body := object{}
			if len(text) > 0 {
				err = json.Unmarshal(text, &body)
			}
			id, _ := body["id"].(string)
			fmt.Println(strings.TrimSpace(fmt.Sprintln(response.StatusCode, method, uri, id)))
			return answer{body, response.Header.Get("etag")}, err
		}
		again, wait := true, time.Duration(float64(pause)*(1+jitter.Float64()))
		if err == nil {
			err = fmt.Errorf("%d %s %s\n%s", response.StatusCode, method, uri, text)
			var problem struct{ Code string }
			_ = json.Unmarshal(text, &problem) // fails where the answer is not from the API itself
			again = response.StatusCode == 429 || response.StatusCode >= 500 ||
				problem.Code == "idempotency_key_in_use" || problem.Code == "replay_detected"
			if seconds, err := strconv.Atoi(response.Header.Get("retry-after")); err == nil {
				wait = time.Duration(seconds) * time.Second
			}
		}
		if !again || pause > 4*time.Second {
			return answer{}, err
		}
		time.Sleep(wait)
	}
}
